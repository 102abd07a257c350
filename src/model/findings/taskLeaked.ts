import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import { isAlive } from '../selectors.ts';
import type { Task } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { durationPhrase, quote, taskPhrase } from './phrases.ts';
import { taskParties } from './taskParties.ts';

/** Kinds of tasks that may well live as long as the process, or as long as somebody else wants. */
const lasting: ReadonlySet<string> = new Set([
  'main',
  'http',
  'generator',
  'worker',
  'process',
  'server',
  'socket',
  'interval',
]);

/** Kinds of tasks that nobody ever waits for: Node calls their functions, for whatever task that may be. */
const unawaited: ReadonlySet<string> = new Set(['listener', 'timer']);

const isSuspect = (task: Task): boolean => isAlive(task) && !lasting.has(task.kind);

/** No open scope will wait for it; of a scope that is not known nothing can be said. */
function isOrphan({ program }: ProgramState, task: Task): boolean {
  const owner = program.scopes.get(task.scope);
  return task.scope === 0 || owner?.exitedAt !== undefined;
}

function draft({ program }: ProgramState, task: Task, sentence: string): Draft {
  return {
    severity: taskLeaked.severity,
    confidence: 'likely',
    sentence,
    subject: { kind: 'task', id: task.id, name: task.name },
    parties: taskParties(program, task),
  };
}

const afterItsParent = ({ program }: ProgramState, { name, parent }: Task): string =>
  t(
    'Task {0} still runs although {1}, which started it, has ended and no open scope owns it.',
    quote(name),
    taskPhrase(program, parent),
  );

const forLong = ({ program }: ProgramState, { name, parent }: Task, limit: number): string =>
  t(
    'Task {0}, started by {1}, has been running for more than {2}.',
    quote(name),
    taskPhrase(program, parent),
    durationPhrase(limit),
  );

/**
 * A task that nobody waits for, or that takes very long. Either may be meant, so it is likely and no more; it is told
 * once for a task, and is over when the task ends.
 */
export const taskLeaked: FindingKind = {
  kind: 'task-leaked',
  title: () => t('Task that does not end'),
  severity: 'warning',
  usualCauses: () => [
    t('The promise of the task is not awaited, and no task group owns it.'),
    t('It waits without a timeout for something that is slow or never comes.'),
    t('It loops for ever, and nothing tells it to stop.'),
  ],
  watch: (desk: Desk) => {
    const told = new WeakSet<Task>();
    const tell = (state: ProgramState, task: Task, now: number, sentence: string): void => {
      // That it was told to stop says more than that it runs.
      if (told.has(task) || desk.open('cancel-ignored', state, task.id)) return;
      told.add(task);
      desk.report(taskLeaked, state, task.id, now, draft(state, task, sentence));
    };
    const suspect = (state: ProgramState, task: Task, parentEndedAt: number): void => {
      if (!isSuspect(task) || unawaited.has(task.kind)) return;
      desk.after(state, parentEndedAt, desk.thresholds.leakGrace, (now) => {
        if (isSuspect(task) && isOrphan(state, task)) tell(state, task, now, afterItsParent(state, task));
      });
    };
    const isLong = (task: Task, now: number): boolean => {
      const limit = desk.thresholds.taskRunning;
      return now - task.startedAt >= limit && isSuspect(task) && desk.lived(task.startedAt, now) >= limit;
    };
    const end = (state: ProgramState, task: Task, at: number): void =>
      void desk.resolve('task-leaked', state, task.id, at);
    return {
      on: {
        'task-started': (state, task, at) => {
          const parent = state.program.tasks.get(task.parent);
          if (parent?.endedAt !== undefined) suspect(state, task, at);
        },
        'task-ended': (state, task, at) => {
          end(state, task, at);
          for (const child of state.tasksByParent.of(task.id)) suspect(state, child, at);
        },
        // From now on it is not running but lost.
        'task-collected': end,
      },
      tick(states, now) {
        if (desk.thresholds.taskRunning === 0) return;
        for (const state of states) {
          // The clock of a program that ended, or that has not told its time yet, stands still.
          if (!state.named || state.program.endedAt !== undefined) continue;
          for (const task of state.program.tasks.values()) {
            if (told.has(task) || !isLong(task, now)) continue;
            // Where a task waits for one that is long itself, that one is what takes long.
            if ([...state.tasksByParent.of(task.id)].some((child) => isLong(child, now))) continue;
            tell(state, task, now, forLong(state, task, desk.thresholds.taskRunning));
          }
        }
      },
    };
  },
};
