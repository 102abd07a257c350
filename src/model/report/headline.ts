import { t } from '../../common/l10n.ts';
import { countPhrase } from '../findings/phrases.ts';
import type { Finding, Program } from '../state.ts';
import type { Statistics } from '../statistics.ts';

interface Run {
  readonly programs: ReadonlyMap<string, Program>;
  readonly findings: readonly Finding[];
  readonly statistics: Statistics;
}

/** One sentence: what is wrong, or that nothing is. */
export function headlineOf({ programs, findings, statistics }: Run): string {
  if (programs.size === 0) return t('Nothing was received from a program.');
  const [worst] = [...findings].sort(bySeverity);
  if (!worst) {
    const tasks = countPhrase(statistics.tasks.started, t('{0} task'), t('{0} tasks'));
    const scopes = countPhrase(statistics.scopes.entered, t('{0} scope'), t('{0} scopes'));
    return calmHeadline(programs, tasks, scopes);
  }
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).reduce((sum, finding) => sum + finding.count, 0);
  const parts = [
    { number: count('error'), one: t('{0} error'), many: t('{0} errors') },
    { number: count('warning'), one: t('{0} warning'), many: t('{0} warnings') },
  ].filter(({ number }) => number > 0);
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  const [first = '', second] = parts.map(({ number, one, many }) => countPhrase(number, one, many));
  const counts = second === undefined ? first : t('{0} and {1}', first, second);
  return total > 1 ? t('{0}, the worst: {1}', counts, worst.sentence) : t('{0}: {1}', counts, worst.sentence);
}

/** Nothing was found, which is not to sound like success where a program failed. */
function calmHeadline(programs: Run['programs'], tasks: string, scopes: string): string {
  const failed = [...programs.values()].find(
    ({ endedAt, exitCode, thread }) => endedAt !== undefined && (exitCode === null ? thread === 0 : exitCode !== 0),
  );
  if (!failed) return t('No problems found; {0} and {1} seen.', tasks, scopes);
  const { title, exitCode } = failed;
  return exitCode === null || exitCode === undefined
    ? t('{0} was stopped before its end; nothing else was found wrong in {1} and {2}.', title, tasks, scopes)
    : t(
        '{0} ended with exit code {1}; nothing else was found wrong in {2} and {3}.',
        title,
        `${exitCode}`,
        tasks,
        scopes,
      );
}

const weight = (finding: Finding): number =>
  (finding.severity === 'error' ? 4 : 0) +
  (finding.resolvedAt === undefined ? 2 : 0) +
  (finding.confidence === 'certain' ? 1 : 0);

/** What a person should see first: errors, what is not over, what is certain, the newest. */
export const bySeverity = (one: Finding, other: Finding): number => weight(other) - weight(one) || other.at - one.at;
