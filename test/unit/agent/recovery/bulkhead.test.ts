import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { bulkhead, BulkheadFullError, CancelScope, currentScope, operation } from '../../../../src/agent/api/index.ts';

/** Work that ends when it is told to. */
function held(): { run: () => Promise<string>; finish: () => void } {
  let finish = (): void => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  return { run: () => ended.then(() => 'done'), finish };
}

const outcome = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

describe('a bulkhead', () => {
  it('lets so many run at a time, and the others in their order', async () => {
    const limit = bulkhead({ concurrency: 2, queue: 5 });
    const works = [held(), held(), held(), held()];
    const begun: number[] = [];
    const all = works.map(({ run }, index) => operation('work', () => (begun.push(index), run()), { bulkhead: limit }));
    expect([limit.running, limit.waiting]).toEqual([2, 2]);
    works[1]?.finish();
    await all[1];
    expect([limit.running, limit.waiting]).toEqual([2, 1]);
    expect(begun).toEqual([0, 1, 2]);
    works[2]?.finish();
    expect(await all[2]).toBe('done');
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const { finish } of works) finish();
    await Promise.all(all);
    expect([limit.running, limit.waiting]).toEqual([0, 0]);
  });

  it('refuses at once what does not fit into the queue', async () => {
    const limit = bulkhead({ concurrency: 1 });
    const work = held();
    const first = operation('work', work.run, { bulkhead: limit });
    const error = await outcome(operation('work', work.run, { bulkhead: limit }));
    expect(error).toBeInstanceOf(BulkheadFullError);
    expect(error).toMatchObject({
      message: 'Operation "work" was not tried: 1 are running and 0 waiting, which is the limit.',
    });
    work.finish();
    expect(await first).toBe('done');
  });

  it('gives the place of a failed attempt to the next', async () => {
    const limit = bulkhead({ concurrency: 1, queue: 1 });
    const failing = async (): Promise<never> => {
      throw new Error('no');
    };
    const first = outcome(operation('work', failing, { bulkhead: limit }));
    expect(await operation('work', () => 'done', { bulkhead: limit })).toBe('done');
    expect(await first).toMatchObject({ message: 'no' });
  });

  it('lets a cancelled waiter go at once, and its place in the queue be taken', async () => {
    const limit = bulkhead({ concurrency: 1, queue: 1 });
    const work = held();
    const first = operation('work', work.run, { bulkhead: limit });
    const reason = new Error('enough');
    const aborter = new AbortController();
    const waiter = outcome(operation('work', work.run, { bulkhead: limit, signal: aborter.signal }));
    aborter.abort(reason);
    expect(await waiter).toBe(reason);
    const next = operation('work', work.run, { bulkhead: limit });
    expect(limit.waiting).toBe(1);
    work.finish();
    expect(await Promise.all([first, next])).toEqual(['done', 'done']);
  });

  it('runs who has waited in its own asynchronous context, not in that of who left', async () => {
    const limit = bulkhead({ concurrency: 1, queue: 1 });
    const request = new AsyncLocalStorage<string>();
    const work = held();
    const first = request.run('first', () => operation('work', work.run, { bulkhead: limit }));
    const seen = request.run('second', () =>
      CancelScope.run('second', async (scope) =>
        operation('work', () => [request.getStore(), currentScope()?.parent?.parent === scope], { bulkhead: limit }),
      ),
    );
    work.finish();
    await first;
    expect(await seen).toEqual(['second', true]);
  });

  it('is shared by all operations of a name when only its options are given', async () => {
    const work = held();
    const policy = { bulkhead: { concurrency: 1 } };
    const first = operation('the only one', work.run, policy);
    expect(await outcome(operation('the only one', work.run, policy))).toBeInstanceOf(BulkheadFullError);
    expect(await operation('another one', () => 'fine', policy)).toBe('fine');
    work.finish();
    await first;
  });

  it('is kept as long as something runs in it, however many names there are', async () => {
    const work = held();
    const policy = { bulkhead: { concurrency: 1 } };
    const first = operation('kept', work.run, policy);
    for (let index = 0; index < 1_100; index += 1) await operation(`name ${index}`, () => undefined, policy);
    expect(await outcome(operation('kept', work.run, policy))).toBeInstanceOf(BulkheadFullError);
    work.finish();
    await first;
  });

  it('refuses what is no number', () => {
    expect(() => bulkhead({ concurrency: 0 })).toThrow('The concurrency of a bulkhead is 0');
    expect(() => bulkhead({ concurrency: 1, queue: 0.5 })).toThrow('The queue of a bulkhead is 0.5');
  });
});
