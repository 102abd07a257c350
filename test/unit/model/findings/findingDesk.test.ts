import { describe, expect, it } from 'vitest';
import { FindingDesk } from '../../../../src/model/findings/findingDesk.ts';
import { findingKindOf } from '../../../../src/model/findings/index.ts';
import { newProgramState } from '../../../../src/model/programState.ts';
import { defaultRetention, defaultThresholds } from '../../../../src/model/state.ts';

describe('the desk', () => {
  const retention = { ...defaultRetention, alike: 2 };
  const state = newProgramState('1/0', '1/0', retention);
  const ids = [1, 2, 3, 4];

  const withLost = (): FindingDesk => {
    const desk = new FindingDesk(defaultThresholds, retention);
    for (const id of ids) {
      desk.reportLost(findingKindOf('task-lost'), state, id, id, {
        severity: 'error',
        confidence: 'certain',
        sentence: `Task ${id} can never finish.`,
        subject: { kind: 'task', id, name: 'task' },
        parties: [],
      });
    }
    return desk;
  };

  it('follows what was lost only as far as it has a finding of its own: there is no end of garbage', () => {
    const desk = withLost();
    expect(ids.filter((id) => desk.open('task-lost', state, id) !== undefined)).toEqual([1, 2]);
    expect(desk.findings.map(({ count }) => count)).toEqual([1, 3]);
  });

  it('does not call a finding over that stands for what is not followed', () => {
    const desk = withLost();
    for (const id of ids) desk.resolve('task-lost', state, id, 9);
    expect(desk.findings.map(({ resolvedAt }) => resolvedAt)).toEqual([9, undefined]);
  });
});
