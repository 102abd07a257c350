import { expect, it } from 'vitest';
import { asyncStackGroups } from '../../../src/model/asyncStackGroups.ts';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';

const stack = (
  taken: number,
  task: number,
  count: number,
  sites: number[],
  through = sites.map(() => 0),
): AgentEvent => ({
  type: 'async-stack',
  time: 1,
  taken,
  count,
  task,
  stack: sites,
  through,
});
const taken = (id: number, told: number, stacks = told): AgentEvent => ({
  type: 'async-stacks-taken',
  time: 2,
  id,
  told,
  stacks,
  suspended: 9,
  promises: 20,
  took: 3,
});

function modelOf(...events: AgentEvent[]) {
  const model = new Model();
  for (const event of events) model.apply('1/0', event);
  return model;
}
const programOf = (model: Model) => {
  const program = model.programs.get('1/0');
  if (!program) throw new Error('there is no program');
  return program;
};

it('keeps the stacks that were taken last, and says how many there were', () => {
  const model = modelOf(stack(1, 0, 5, [1]), taken(1, 1), stack(2, 0, 4, [2, 3], [0, 1]), taken(2, 1, 7));
  expect(programOf(model).asyncStacks).toMatchObject({
    stacks: [{ count: 4, stack: [2, 3], through: ['', 'Promise.all'] }],
    total: 7,
    suspended: 9,
    took: 3,
  });
});

it('shows none before all were told, and none of others', () => {
  const model = modelOf(stack(1, 0, 5, [1]));
  expect(programOf(model).asyncStacks).toBeUndefined();
  model.apply('1/0', taken(2, 0));
  expect(programOf(model).asyncStacks?.stacks).toEqual([]);
});

it('groups them by task, those whose task is not known last', () => {
  const started: AgentEvent = {
    type: 'task-started',
    time: 0,
    id: 4,
    name: 'GET /',
    kind: 'http',
    parent: 0,
    scope: 0,
    stack: [],
  };
  const model = modelOf(
    started,
    stack(1, 0, 9, [1]),
    stack(1, 7, 2, [1]),
    stack(1, 4, 1, [1]),
    stack(1, 4, 3, [2]),
    taken(1, 4),
  );
  const groups = asyncStackGroups(programOf(model));
  expect(groups.map(({ task, name, count }) => [task, name, count])).toEqual([
    [4, 'GET /', 4],
    [7, '#7', 2],
    [0, 'no task', 9],
  ]);
  expect(groups[0]?.stacks.map(({ stack }) => stack)).toEqual([[2], [1]]);
});
