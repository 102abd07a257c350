import { describe, expect, it } from 'vitest';
import { DisposableStore, toDisposable } from '../../../src/common/disposable.ts';

const recorder = (): { calls: string[]; item: (name: string) => { dispose(): void } } => {
  const calls: string[] = [];
  return { calls, item: (name) => toDisposable(() => calls.push(name)) };
};

describe('a store of disposables', () => {
  it('gives back all it was given, last first', () => {
    const { calls, item } = recorder();
    const store = new DisposableStore();
    store.add(item('first'));
    store.add(item('second'));
    expect(calls).toEqual([]);
    store.dispose();
    expect(calls).toEqual(['second', 'first']);
    expect(store.disposed).toBe(true);
  });

  it('gives back nothing twice', () => {
    const { calls, item } = recorder();
    const store = new DisposableStore();
    store.add(item('once'));
    store.dispose();
    store.dispose();
    expect(calls).toEqual(['once']);
  });

  it('gives back at once what comes after its end', () => {
    const { calls, item } = recorder();
    const store = new DisposableStore();
    store.dispose();
    store.add(item('late'));
    expect(calls).toEqual(['late']);
  });

  it('returns what was added', () => {
    const item = toDisposable(() => undefined);
    expect(new DisposableStore().add(item)).toBe(item);
  });

  it('gives back the others when one throws, and says all errors', () => {
    const { calls, item } = recorder();
    const broken = new Error('stuck');
    const store = new DisposableStore();
    store.add(item('first'));
    store.add(
      toDisposable(() => {
        throw broken;
      }),
    );
    store.add(item('third'));
    expect(() => store.dispose()).toThrow(
      expect.objectContaining({ message: 'Some parts could not be disposed.', errors: [broken] }),
    );
    expect(calls).toEqual(['third', 'first']);
  });
});
