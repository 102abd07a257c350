import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CancelScope, TaskGroup } from '../../../src/agent/api/index.ts';
import { Recorder } from './recorder.ts';

/** What a piece of work in a group does once it has had its turn. */
interface Plan {
  /** Whether it stops when it finds itself cancelled. */
  minds: boolean;
  end: 'finish' | 'fail' | 'call off';
  /** Spawned before its turn. */
  spawns: readonly Plan[];
}

/** Who had a turn, in order; `0` is the group's own function. */
type Turns = { id: number; plan: Plan }[];

const planOf = (depth: number): fc.Arbitrary<Plan> =>
  fc.record({
    minds: fc.boolean(),
    end: fc.constantFrom('finish', 'finish', 'fail', 'call off'),
    spawns: depth === 0 ? fc.constant([]) : fc.array(planOf(depth - 1), { maxLength: 3 }),
  });

/** Each task is done before the next has its turn. */
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const oneAtATime = async (act: () => Promise<void>): Promise<void> => {
  await act();
  await turn();
};

const failure = (id: number): string => `failure of ${id}`;

/** How the group has to end, told by the order of the turns alone. */
function expected(
  turns: Turns,
  outer: 'cancelled' | 'calm',
): { errors: string[] } | { cancelled: true } | { value: 'value' } {
  let cancelledFor = outer === 'cancelled' ? 'outer' : undefined;
  let isCalledOff = false;
  let hasStopped = false;
  const failures: string[] = [];
  let own: 'finished' | 'stopped' | { failed: string } = 'finished';
  for (const { id, plan } of turns) {
    if (plan.minds && cancelledFor !== undefined) {
      if (id === 0) own = 'stopped';
      else hasStopped = true;
      continue;
    }
    if (plan.end === 'call off' && cancelledFor === undefined) {
      isCalledOff = true;
      cancelledFor = 'called off';
    }
    if (plan.end !== 'fail') continue;
    if (id === 0) own = { failed: failure(id) };
    else failures.push(failure(id));
    cancelledFor ??= 'failure';
  }
  if (typeof own === 'object') failures.unshift(own.failed);
  if (failures.length > 0) return { errors: failures };
  if (own === 'stopped' || (hasStopped && !isCalledOff)) return { cancelled: true };
  return { value: 'value' };
}

function outcomeOf(error: unknown): { errors: string[] } | { cancelled: true } {
  if (error instanceof AggregateError) return { errors: error.errors.map((each: Error) => each.message) };
  if (error instanceof DOMException && error.name === 'AbortError') return { cancelled: true };
  return { errors: [(error as Error).message] };
}

it('a group ends after all its tasks, with exactly the errors of those that failed, whatever the order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler({ act: oneAtATime }),
      planOf(2),
      fc.constantFrom('cancelled' as const, 'calm' as const),
      async (scheduler, body, outer) => {
        const heard = Recorder.attach();
        const turns: Turns = [];
        let last = 0;
        let running = 0;

        const work = async (group: TaskGroup, plan: Plan, id: number, signal: AbortSignal): Promise<void> => {
          for (const child of plan.spawns) {
            const childId = (last += 1);
            running += 1;
            group.spawn(`task ${childId}`, async (own) => {
              try {
                await work(group, child, childId, own.signal);
              } finally {
                running -= 1;
              }
            });
          }
          await scheduler.schedule(Promise.resolve(), `turn of ${id}`);
          turns.push({ id, plan });
          if (plan.minds) signal.throwIfAborted();
          if (plan.end === 'call off') group.cancel('called off');
          if (plan.end === 'fail') throw new Error(failure(id));
        };

        const around = CancelScope.run('around', async (scope) => {
          if (outer === 'cancelled') scope.cancel('outer');
          return TaskGroup.run('group', async (group) => {
            await work(group, body, 0, group.signal);
            return 'value' as const;
          });
        });
        const settled = around.then((value) => ({ value }), outcomeOf).finally(() => expect(running).toBe(0));
        const [outcome] = await Promise.all([settled, scheduler.waitFor(settled)]);
        expect(outcome).toEqual(expected(turns, outer));
        expect(turns).toHaveLength(last + 1);
        expect(heard.violations).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});
