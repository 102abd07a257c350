import { t } from '../../common/l10n.ts';
import type { ProgramState } from '../programState.ts';
import type { Task } from '../state.ts';
import type { Desk, Draft } from './findingKind.ts';
import { durationPhrase, quote } from './phrases.ts';

/** Kinds of tasks that end when the other side has gone, whatever their code does. */
const endedFromOutside: ReadonlySet<string> = new Set(['http', 'http2']);

type Words = Omit<Draft, 'severity'>;

function wordsOf(task: Task, stack: readonly number[], after: number): Words {
  const { id, name } = task;
  return {
    confidence: 'likely',
    sentence: t(
      'The client of {0} went away before it had its answer, but {1} later the work for it was still going on.',
      quote(name),
      durationPhrase(after),
    ),
    subject: { kind: 'task', id, name },
    parties: [
      { role: 'ran', task: id, taskName: name, stack },
      { role: 'spawned', task: id, taskName: name, stack: task.stack },
    ],
  };
}

/**
 * Notices that something is done in a request whose client has gone long ago: work for nobody. It is told once for a
 * request, for nobody can say when it is over.
 * @param tell puts it down
 * @returns to be called with what was done in which task, and where
 */
export function ranOn(
  desk: Desk,
  tell: (state: ProgramState, task: Task, at: number, words: Words) => void,
): (state: ProgramState, task: number, stack: readonly number[], at: number) => void {
  const told = new WeakSet<Task>();
  return (state, id, stack, at) => {
    const task = state.program.tasks.get(id);
    if (task?.state !== 'cancelled' || !endedFromOutside.has(task.kind) || told.has(task)) return;
    const after = desk.lived(task.endedAt ?? at, at);
    if (after < desk.thresholds.cancelGrace) return;
    told.add(task);
    tell(state, task, at, wordsOf(task, stack, after));
  };
}
