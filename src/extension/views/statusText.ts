import { t } from '../../common/l10n.ts';
import { countPhrase } from '../../model/findings/phrases.ts';
import type { Finding } from '../../model/state.ts';
import type { DebugRun } from '../debug/debugRun.ts';

/** What the status bar says about a run; undefined while there is nothing to say. */
export interface StatusText {
  text: string;
  tooltip: string;
  /** For a screen reader. */
  spoken: string;
  /** The program stands still and cannot go on by itself. */
  isBlocked: boolean;
}

/** @param isIgnored what a person does not want to be told of */
export function statusText(
  run: DebugRun | undefined,
  isIgnored: (finding: Finding) => boolean = () => false,
): StatusText | undefined {
  if (!run || run.isOver || run.model.programs.size === 0) return undefined;
  const { statistics } = run.model;
  const findings = run.model.findings.filter((finding) => !isIgnored(finding));
  const isOpen = findings.filter(({ resolvedAt }) => resolvedAt === undefined);
  const tasks = countPhrase(statistics.tasks.alive, t('{0} task'), t('{0} tasks'));
  const found = countPhrase(findings.length, t('{0} finding'), t('{0} findings'));
  const isBlocked = isOpen.some(({ kind, confidence }) => kind === 'deadlock' && confidence === 'certain');
  return {
    text: `$(symbol-namespace) ${tasks}${findings.length > 0 ? ` · ${found}` : ''}`,
    tooltip: isBlocked
      ? t('Async Scope: a deadlock. Show the findings')
      : t('Async Scope: show tasks, scopes, locks and sessions'),
    spoken: `Async Scope: ${tasks}, ${found}${isBlocked ? `, ${t('deadlock')}` : ''}`,
    isBlocked,
  };
}
