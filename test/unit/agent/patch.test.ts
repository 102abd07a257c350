import { describe, expect, it } from 'vitest';
import { patch } from '../../../src/agent/instrument/patch.ts';

class Door {
  #opened = 0;

  open(times: number, _name?: string): number {
    this.#opened += times;
    return this.#opened;
  }
}

const recording = (seen: unknown[][]) => (call: { args: unknown[]; original: () => unknown }) => {
  seen.push(call.args);
  return call.original();
};

describe('A patched method', () => {
  it('does what it did, for the object it is called on, and its calls are seen', () => {
    const seen: unknown[][] = [];
    const undo = patch(Door.prototype, 'open', recording(seen));
    const door = new Door();
    expect([door.open(1, 'front'), door.open(2)]).toEqual([1, 3]);
    expect(seen).toEqual([[1, 'front'], [2]]);
    undo();
  });

  it('looks as it did: name, length, properties, descriptor', () => {
    const original = Object.assign(Door.prototype.open, { extra: 1 });
    const before = Object.getOwnPropertyDescriptor(Door.prototype, 'open');
    const undo = patch(Door.prototype, 'open', recording([]));
    const { open } = Door.prototype;
    const { value: _, ...now } = Object.getOwnPropertyDescriptor(Door.prototype, 'open') ?? {};
    expect([open.name, open.length, Reflect.get(open, 'extra')]).toEqual(['open', 2, 1]);
    expect({ ...now, value: original }).toEqual(before);
    expect(Object.keys(Door.prototype)).toEqual([]);
    undo();
  });

  it('is the original again when it is undone', () => {
    const original = Door.prototype.open;
    patch(Door.prototype, 'open', recording([]))();
    expect(Door.prototype.open).toBe(original);
  });

  it('is left where somebody else has wrapped it since, and does nothing there', () => {
    const owner = { open: () => 'opened' };
    const seen: unknown[][] = [];
    const undo = patch(owner, 'open', recording(seen));
    const inner = owner.open;
    const outer = (): string => `${inner()} by another`;
    owner.open = outer;
    undo();
    expect([owner.open(), owner.open === outer, seen]).toEqual(['opened by another', true, []]);
  });

  it('stays as it is where it may not be replaced, or is none', () => {
    const frozen = Object.freeze({ open: () => 'opened' });
    const accessor = {
      get open() {
        return 'opened';
      },
    };
    patch(frozen, 'open', recording([]))();
    patch(accessor, 'open', recording([]))();
    patch({}, 'open', recording([]))();
    expect([frozen.open(), accessor.open]).toEqual(['opened', 'opened']);
  });
});
