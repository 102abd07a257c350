import { awaitWays } from '../../protocol/events.ts';
import type { Reducers } from './reducer.ts';

/** More than an agent tells at once. */
const mostKept = 10_000;

/** Only what was asked for last is kept: it is a picture of a moment. */
export const asyncStackReducers: Reducers<'async-stack' | 'async-stacks-taken'> = {
  'async-stack': (state, { taken, count, task, stack, through }) => {
    if (state.comingStacks.taken !== taken) state.comingStacks = { taken, stacks: [] };
    if (state.comingStacks.stacks.length >= mostKept) return undefined;
    const ways = stack.map((_, index) => awaitWays[through[index] ?? 0] ?? '');
    state.comingStacks.stacks.push({ count, task, stack, through: ways });
    return undefined;
  },

  'async-stacks-taken': (state, { id, stacks: total, suspended, took }, at) => {
    const { program, comingStacks } = state;
    const stacks = comingStacks.taken === id ? comingStacks.stacks : [];
    state.comingStacks = { taken: 0, stacks: [] };
    program.asyncStacks = { stacks, total, suspended, at, took };
    return program;
  },
};
