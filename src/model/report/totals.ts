import type { Program, Task } from '../state.ts';
import type { Statistics } from '../statistics.ts';
import { type Locate, placeOf } from './place.ts';
import {
  type ErrorTotal,
  type LockTotal,
  type LockTotals,
  type LongestTask,
  type OperationTotal,
  type OperationTotals,
  type StrategyTotal,
  type SystemUse,
  totalsLimit,
} from './totalsSchema.ts';

const byName = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

export function operationTotals({ operationNames }: Statistics): OperationTotals {
  const all = [...operationNames].map(
    ([name, { count, failed, durationTotal, durationLongest }]): OperationTotal => ({
      name,
      count,
      failed,
      meanTime: durationTotal / count,
      longestTime: durationLongest,
    }),
  );
  const first = (order: (one: OperationTotal, other: OperationTotal) => number): OperationTotal[] =>
    all.toSorted((one, other) => order(one, other) || byName(one.name, other.name)).slice(0, totalsLimit);
  return {
    slowest: first((one, other) => other.meanTime - one.meanTime),
    mostFrequent: first((one, other) => other.count - one.count),
    names: all.length,
  };
}

export const errorTotals = ({ errors }: Statistics): ErrorTotal[] =>
  [...errors]
    .map(([errorClass, count]) => ({ errorClass, count }))
    .sort((one, other) => other.count - one.count || byName(one.errorClass, other.errorClass));

export const strategyTotals = ({ strategies }: Statistics): StrategyTotal[] =>
  [...strategies]
    .map(([strategy, { chosen, recoveries, recoveryTotal, recoveryLongest }]) => ({
      strategy,
      chosen,
      recoveries,
      meanTime: recoveries > 0 ? recoveryTotal / recoveries : null,
      longestTime: recoveries > 0 ? recoveryLongest : null,
    }))
    .sort((one, other) => other.chosen - one.chosen || byName(one.strategy, other.strategy));

export function lockTotals(programs: readonly Program[]): LockTotals {
  const all = programs.flatMap(({ key, locks }): LockTotal[] =>
    [...locks.values()]
      .filter(({ contended }) => contended > 0)
      .map(({ name, kind, acquisitions, contended, heldTotal, heldLongest }) => ({
        program: key,
        name,
        kind,
        acquisitions,
        contended,
        heldTotal,
        heldLongest,
      })),
  );
  const mostContended = all
    .sort((one, other) => other.contended - one.contended || other.heldTotal - one.heldTotal)
    .slice(0, totalsLimit);
  return { mostContended, locks: all.length };
}

const longestTask = (program: Program, task: Task, locate: Locate): LongestTask[] =>
  task.state === 'running'
    ? []
    : [
        {
          program: program.key,
          id: task.id,
          name: task.name,
          kind: task.kind,
          state: task.state,
          startedAt: task.startedAt,
          duration: Math.max(0, (task.endedAt ?? task.startedAt) - task.startedAt),
          location: placeOf(program, task.stack, locate),
        },
      ];

export const longestTasks = (programs: readonly Program[], locate: Locate): LongestTask[] =>
  programs
    .flatMap((program) => program.longestTasks.flatMap((task) => longestTask(program, task, locate)))
    .sort((one, other) => other.duration - one.duration)
    .slice(0, totalsLimit);

export const systemUse = (programs: readonly Program[]): SystemUse[] =>
  programs.flatMap(({ key, system, systemPeak }) => {
    const last = system.at(-1);
    return last && systemPeak
      ? [{ program: key, last: { ...last }, peak: { ...systemPeak }, samples: system.map((sample) => ({ ...sample })) }]
      : [];
  });
