import { describe, expect, it } from 'vitest';
import { findingKindOf } from '../../../src/model/findings/index.ts';
import { causeClasses, scopeCauseClasses, stoppingCauseClasses } from '../../../src/protocol/causeClasses.ts';

describe('what the debugger stops for', () => {
  it('is about scopes and an error for certain', () => {
    for (const cause of stoppingCauseClasses) {
      const { severity, confidence = 'certain' } = findingKindOf(cause);
      expect([cause, scopeCauseClasses.has(cause), severity, confidence]).toEqual([cause, true, 'error', 'certain']);
    }
  });

  it('is nothing that may have been meant', () => {
    const meant = causeClasses.filter((cause) => findingKindOf(cause).confidence === 'likely');
    expect(meant).toEqual(['cancel-swallowed', 'cancelled-after-success']);
    expect(meant.filter((cause) => stoppingCauseClasses.has(cause))).toEqual([]);
  });
});
