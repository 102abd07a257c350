import { beforeEach, describe, expect, it } from 'vitest';
import { CancelScope, TaskGroup, currentTask, safeGenerator, trackTask } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

let heard: Recorder;
beforeEach(() => {
  heard = Recorder.attach();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Counts up in a scope of its own, and puts down what becomes of it. */
function counting(seen: string[] = []): AsyncGenerator<number, string> {
  return safeGenerator('count', async function* () {
    using scope = CancelScope.enter('counting');
    try {
      for (let index = 1; index <= 3; index += 1) yield index;
      return 'end';
    } finally {
      seen.push(`cleaned up in ${currentTask().name}`, `scope is ${scope.isOpen ? 'open' : 'closed'}`);
    }
  });
}
const cleanedUp = ['cleaned up in count', 'scope is open'];

const generatorTask = (): { status: string | undefined; error: string | null | undefined } => {
  const id = heard.of('task-started').find(({ kind }) => kind === 'generator')?.id;
  const end = heard.of('task-ended').find((event) => event.id === id);
  return { status: end?.status, error: end?.error };
};

describe('a safe generator', () => {
  it('gives what its body yields and returns', async () => {
    const generator = counting();
    const values: unknown[] = [];
    for (let step = await generator.next(); ; step = await generator.next()) {
      values.push(step.value);
      if (step.done) break;
    }
    expect(values).toEqual([1, 2, 3, 'end']);
    expect(await generator.next()).toEqual({ done: true, value: undefined });
    expect(generatorTask()).toEqual({ status: 'completed', error: null });
    expect(heard.violations).toEqual([]);
  });

  it('hands in what its consumer sends', async () => {
    const echo = safeGenerator<string, void, string>('echo', async function* () {
      for (let word = yield 'ready'; ; word = yield word.toUpperCase());
    });
    await echo.next('(lost)');
    expect(await echo.next('hello')).toEqual({ done: false, value: 'HELLO' });
    await echo.return();
  });

  it('answers requests in the order they came', async () => {
    const generator = counting();
    const answers = await Promise.all([
      generator.next(),
      generator.next(),
      generator.return('enough'),
      generator.next(),
    ]);
    expect(answers.map(({ value }) => value)).toEqual([1, 2, 'enough', undefined]);
  });

  it('cleans up when its consumer breaks off', async () => {
    const seen: string[] = [];
    for await (const value of counting(seen)) if (value === 2) break;
    expect(seen).toEqual(cleanedUp);
    expect(generatorTask()).toEqual({ status: 'completed', error: null });
    expect(heard.violations).toEqual([]);
  });

  it('cleans up when its consumer throws', async () => {
    const seen: string[] = [];
    const consumer = async (): Promise<void> => {
      for await (const value of counting(seen)) throw new Error(`no ${value}`);
    };
    await expect(consumer()).rejects.toThrow('no 1');
    expect(seen).toEqual(cleanedUp);
  });

  it('cleans up at the end of the block that uses it', async () => {
    const seen: string[] = [];
    {
      await using generator = counting(seen);
      await generator.next();
    }
    expect(seen).toEqual(cleanedUp);
  });

  it('cleans up when an error is thrown into it', async () => {
    const seen: string[] = [];
    const generator = counting(seen);
    await generator.next();
    await expect(generator.throw(new Error('stop'))).rejects.toThrow('stop');
    expect(seen).toEqual(cleanedUp);
    expect(generatorTask()).toEqual({ status: 'failed', error: 'Error: stop' });
  });

  it('fails with what its body throws', async () => {
    const generator = safeGenerator('bad', async function* (): AsyncGenerator<number> {
      yield 1;
      throw new Error('empty');
    });
    await generator.next();
    await expect(generator.next()).rejects.toThrow('empty');
    expect(generatorTask()).toMatchObject({ status: 'failed' });
  });

  it('fails with what its function throws before there is a body', async () => {
    const generator = safeGenerator('bad', () => {
      throw new Error('no body');
    });
    await expect(generator.next()).rejects.toThrow('no body');
    expect(await generator.next()).toEqual({ done: true, value: undefined });
    expect(generatorTask()).toMatchObject({ status: 'failed' });
  });

  it('that is finished by another task leaves its scopes in its own', async () => {
    const seen: string[] = [];
    const generator = counting(seen);
    await trackTask('first', () => generator.next());
    await trackTask('second', () => generator.return('enough'));
    expect(seen).toEqual(cleanedUp);
    expect(heard.violations).toEqual([]);
  });

  it('that was never begun runs nothing', async () => {
    let calls = 0;
    const make = (): AsyncGenerator<number> =>
      safeGenerator('idle', async function* () {
        calls += 1;
        yield calls;
      });
    expect(await make().return('over')).toEqual({ done: true, value: 'over' });
    const other = make();
    await expect(other.throw(new Error('before'))).rejects.toThrow('before');
    expect(await other.next()).toEqual({ done: true, value: undefined });
    expect([calls, heard.of('task-started')]).toEqual([0, []]);
  });
});

describe('a safe generator whose surrounding scope is cancelled', () => {
  it('is closed where it stands, and whoever asks for more gets the reason once', async () => {
    const seen: string[] = [];
    const reason = new Error('closing time');
    const generator = counting(seen);
    const work = CancelScope.run('work', async (scope) => {
      await generator.next();
      scope.cancel(reason);
      await turn();
      expect(seen).toEqual(cleanedUp);
      await generator.next();
    });
    await expect(work).rejects.toBe(reason);
    expect(await generator.next()).toEqual({ done: true, value: undefined });
    expect(generatorTask()).toMatchObject({ status: 'cancelled' });
    expect(heard.violations).toEqual([]);
  });

  it('in the middle of a step hears it by its signal, and is closed at the next yield', async () => {
    const seen: string[] = [];
    const generator = safeGenerator('slow', async function* ({ signal }) {
      try {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        yield 'last';
      } finally {
        seen.push('cleaned up');
      }
    });
    const reason = new Error('closing time');
    await CancelScope.run('work', async (scope) => {
      const step = generator.next();
      scope.cancel(reason);
      expect(await step).toEqual({ done: false, value: 'last' });
      await expect(generator.next()).rejects.toBe(reason);
    }).catch(() => undefined);
    expect(seen).toEqual(['cleaned up']);
  });

  it('lets whoever breaks off go, but not without telling that cleaning up failed', async () => {
    const reason = new Error('closing time');
    const failing = safeGenerator('failing', async function* (): AsyncGenerator<number> {
      try {
        yield 1;
      } finally {
        // oxlint-disable-next-line no-unsafe-finally -- a failing clean-up is what is tested
        throw new Error('stuck');
      }
    });
    const generator = counting();
    await TaskGroup.run('work', async (group) => {
      await generator.next();
      await failing.next();
      group.cancel(reason);
    }).catch(() => undefined);
    expect(await generator.return('done')).toEqual({ done: true, value: 'done' });
    await expect(failing.return(undefined)).rejects.toThrow('stuck');
  });

  it('is not begun where that had happened before', async () => {
    const seen: string[] = [];
    const reason = new Error('before');
    const work = CancelScope.run('work', async (scope) => {
      scope.cancel(reason);
      await counting(seen).next();
    });
    await expect(work).rejects.toBe(reason);
    expect(seen).toEqual([]);
  });
});

describe('a safe generator that ends with a scope open in it', () => {
  it('is reported', async () => {
    const generator = safeGenerator('careless', async function* () {
      CancelScope.enter('forgotten');
      yield 1;
    });
    for await (const _ of generator);
    expect(heard.violations).toEqual(['forgotten: outlived-its-task']);
  });
});
