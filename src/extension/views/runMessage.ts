import { t } from '../../common/l10n.ts';
import { countPhrase } from '../../model/findings/phrases.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import { dotted } from './words.ts';

/**
 * The line above each tree: whether what is below it still moves, and what is not shown. Undefined if it moves and is all
 * there.
 * @param filter the words by which rows are filtered; none: they are not
 * @param isBrief whether another view says it in whole
 */
export function runMessage(run: DebugRun | undefined, filter = '', isBrief = false): string | undefined {
  if (!run || run.model.programs.size === 0) return undefined;
  const filtered = filter === '' ? undefined : t('Filter: {0}', filter);
  if (isBrief) return dotted(briefStateOf(run), filtered) || undefined;
  return dotted(stateOf(run), filtered, lostOf(run)) || undefined;
}

function stateOf(run: DebugRun): string | undefined {
  if (!run.isOver) return run.isPaused ? t('Paused: this is how things stand at the stop.') : undefined;
  const [first] = run.model.programs.values();
  const code = first?.exitCode ?? null;
  return code === null
    ? t('Ended: this is what it left behind.')
    : t('Ended with exit code {0}: this is what it left behind.', String(code));
}

function briefStateOf(run: DebugRun): string | undefined {
  if (run.isOver) return t('Ended');
  return run.isPaused ? t('Paused') : undefined;
}

function lostOf({ model }: DebugRun): string | undefined {
  let lost = 0;
  for (const program of model.programs.values()) lost += program.lost;
  return lost === 0 ? undefined : countPhrase(lost, t('{0} event was lost'), t('{0} events were lost'));
}
