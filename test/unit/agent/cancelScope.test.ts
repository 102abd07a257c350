import { beforeEach, describe, expect, it } from 'vitest';
import { CancelScope, TaskGroup, currentScope, currentTask, trackTask } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});

/** Something to wait for, and the means to let it happen. */
const gate = (): { opened: Promise<void>; open: () => void } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
};

describe('a cancel scope', () => {
  it('is the current scope from being entered until it is left', () => {
    const outer = CancelScope.enter('outer');
    const inner = CancelScope.enter('inner');
    expect(currentScope()).toBe(inner);
    expect(inner.parent).toBe(outer);
    inner.exit();
    expect(currentScope()).toBe(outer);
    outer.exit();
    expect(currentScope()).toBeUndefined();
    expect(heard.violations).toEqual([]);
  });

  it('is left at the end of a block with `using`', () => {
    {
      using scope = CancelScope.enter('block');
      expect(scope.isOpen).toBe(true);
    }
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
  });

  it('is left when the function given to `run` has ended, however it ends', async () => {
    expect(await CancelScope.run('good', async () => 7)).toBe(7);
    await expect(CancelScope.run('bad', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'completed' }, { status: 'failed', error: 'Error: no' }]);
    expect(heard.violations).toEqual([]);
  });

  it('does not reach out of `run` into what comes after it', async () => {
    const running = CancelScope.run('inside', async () => undefined);
    expect(currentScope()).toBeUndefined();
    await running;
  });

  it('refuses a timeout that no timer can keep, and says what is allowed', () => {
    expect(() => new CancelScope('never', { timeout: -1 })).toThrow('it must be from 0 to 2147483647 ms');
    expect(() => new CancelScope('never', { timeout: Number.NaN })).toThrow(RangeError);
  });

  it('rejects, as every failure of `run` does, where an option cannot be used', async () => {
    const wrong = { timeout: -1 };
    for (const form of [CancelScope.run, CancelScope.moveOn, TaskGroup.run, TaskGroup.moveOn]) {
      let promise: Promise<unknown> | undefined;
      expect(() => (promise = form.call(TaskGroup, 'never', async () => undefined, wrong))).not.toThrow();
      await expect(promise).rejects.toThrow('it must be from 0 to 2147483647 ms');
    }
  });

  it('cannot be entered twice', () => {
    const scope = CancelScope.enter('once');
    expect(() => scope.enter()).toThrow('Scope "once" was entered before');
    scope.exit();
  });
});

describe('cancelling a scope', () => {
  it('aborts its signal with the reason, only the first time', () => {
    using scope = CancelScope.enter('work');
    scope.cancel('enough');
    scope.cancel('again');
    expect(scope.signal.aborted).toBe(true);
    expect(scope.signal.reason).toMatchObject({ name: 'AbortError', message: 'enough' });
    expect(heard.of('scope-cancelled')).toHaveLength(1);
  });

  it('spreads to the scopes in it, but not into a shielded one', () => {
    using outer = CancelScope.enter('outer');
    using inner = CancelScope.enter('inner');
    using shielded = CancelScope.enter('shielded', { shield: true });
    outer.cancel('stop');
    expect([inner.cancelled, shielded.cancelled]).toEqual([true, false]);
    expect(heard.of('scope-cancelled')).toMatchObject([{ cause: 0 }, { cause: outer.id }]);
  });

  it('reaches a scope that is entered later', () => {
    using outer = CancelScope.enter('outer');
    outer.cancel('stop');
    using inner = CancelScope.enter('inner');
    expect(inner.signal.aborted).toBe(true);
  });

  it('happens by itself at the deadline', async () => {
    const error = await CancelScope.run('short', (scope) => abortOf(scope.signal), { timeout: 1 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'TimeoutError', message: 'Scope "short" timed out after 1 ms.' });
    expect(heard.of('scope-exited')).toMatchObject([{ status: 'cancelled' }]);
  });

  it('follows a signal from outside', () => {
    const controller = new AbortController();
    using scope = CancelScope.enter('work', { signal: controller.signal });
    controller.abort(new Error('client gone'));
    expect(scope.signal.reason).toMatchObject({ message: 'client gone' });
  });
});

const abortOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('a rule is broken when a scope', () => {
  it('is left by another task than the one that entered it', async () => {
    const scope = await trackTask('reader', async () => CancelScope.enter('query'));
    await trackTask('closer', async () => scope.exit());
    expect(heard.violations).toEqual(['query: outlived-its-task', 'query: exited-in-another-task']);
    const [, violation] = heard.of('violation');
    expect(violation?.ownerTask).not.toBe(violation?.currentTask);
    expect(scope.isOpen).toBe(false);
  });

  it('is left while a scope entered later in the same flow is open', () => {
    const outer = CancelScope.enter('outer');
    const inner = CancelScope.enter('inner');
    outer.exit();
    inner.exit();
    expect(heard.violations).toEqual(['outer: interleaved-exit']);
    expect(heard.of('violation')[0]).toMatchObject({ scope: outer.id, other: inner.id });
  });

  it('is left a second time', () => {
    const scope = CancelScope.enter('once');
    scope.exit();
    scope.exit();
    expect(heard.violations).toEqual(['once: exited-twice']);
    expect(heard.of('scope-exited')).toHaveLength(1);
  });

  it('is left without having been entered', () => {
    new CancelScope('new').exit();
    expect(heard.violations).toEqual(['new: never-entered']);
  });

  it('is still open when its task ends', async () => {
    await trackTask('forgetful', async () => void CancelScope.enter('left open'));
    expect(heard.violations).toEqual(['left open: outlived-its-task']);
  });
});

describe('no rule is broken when', () => {
  it.each([['first'], ['second']])('two flows of one task have a scope each and the %s ends first', async (early) => {
    const gates = { first: gate(), second: gate() };
    const work = async (name: 'first' | 'second'): Promise<void> => {
      using _ = CancelScope.enter(name);
      await gates[name].opened;
    };
    const both = Promise.all([work('first'), work('second')]);
    const order: readonly ('first' | 'second')[] = early === 'first' ? ['first', 'second'] : ['second', 'first'];
    for (const name of order) {
      gates[name].open();
      await Promise.resolve();
    }
    await both;
    expect(heard.violations).toEqual([]);
  });

  it('an async generator is read to its end by the task that began it', async () => {
    async function* numbers(): AsyncGenerator<number> {
      using _ = CancelScope.enter('numbers');
      yield 1;
      yield 2;
    }
    const seen: number[] = [];
    for await (const number of numbers()) seen.push(number);
    expect(seen).toEqual([1, 2]);
    expect(heard.violations).toEqual([]);
  });

  it('tasks of a group enter and leave scopes side by side', async () => {
    await TaskGroup.run('group', async (group) => {
      for (const name of ['a', 'b', 'c']) {
        group.spawn(name, () => CancelScope.run(name, async () => Promise.resolve()));
      }
    });
    expect(heard.violations).toEqual([]);
  });

  it('a loop enters and leaves scopes in functions it awaits, and it keeps none of them', async () => {
    const step = async (): Promise<void> => {
      using _ = CancelScope.enter('step');
      await Promise.resolve();
    };
    for (let turn = 0; turn < 100; turn += 1) await step();
    using last = CancelScope.enter('last');
    expect(last.parent).toBeUndefined();
    expect(heard.violations).toEqual([]);
  });
});

describe('code outside any task', () => {
  it('runs in the task main', () => {
    expect(currentTask()).toMatchObject({ name: 'main', kind: 'main' });
  });
});
