import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Link, LinkedList } from '../../../src/common/linkedList.ts';

describe('a linked list', () => {
  it('gives what was added and not removed, in order, wherever something was removed', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat())), (steps) => {
        const list = new LinkedList<number>();
        const links: Link<number>[] = [];
        steps.forEach(([adds, at], index) => {
          if (adds) links.push(list.add(index));
          const [removed] = adds || links.length === 0 ? [] : links.splice(at % links.length, 1);
          if (removed) list.remove(removed);
          expect(list.first).toBe(links[0]);
        });
        const left: number[] = [];
        for (let link = list.first; link; link = link.next) left.push(link.value);
        expect(left).toEqual(links.map(({ value }) => value));
      }),
    );
  });
});
