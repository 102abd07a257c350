import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../../../src/model/agenda.ts';

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 });

describe('an agenda', () => {
  it('gives back what is due, soonest first, and knows what comes next', () => {
    fc.assert(
      fc.property(times, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 5 }), (dues, untils) => {
        const agenda = new Agenda();
        let left = [...dues];
        for (const due of dues) agenda.add(due, () => undefined);
        for (const until of untils) {
          const taken = agenda.take(until).map((check) => check.due);
          expect(taken).toEqual(left.filter((due) => due <= until).sort((a, b) => a - b));
          left = left.filter((due) => due > until);
          expect(agenda.due).toBe(Math.min(...left));
        }
      }),
    );
  });
});
