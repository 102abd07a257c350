import { countPhrase, listPhrase } from '../findings/phrases.ts';
import type { Finding, Program } from '../state.ts';
import type { Statistics } from '../statistics.ts';

interface Run {
  readonly programs: ReadonlyMap<string, Program>;
  readonly findings: readonly Finding[];
  readonly statistics: Statistics;
}

/** One sentence: what is wrong, or that nothing is. */
export function headlineOf({ programs, findings, statistics }: Run): string {
  if (programs.size === 0) return 'Nothing was received from a program.';
  const seen = `${countPhrase(statistics.tasks.started, 'task')} and ${countPhrase(statistics.scopes.entered, 'scope')} seen`;
  const [worst] = [...findings].sort(bySeverity);
  if (!worst) return `No problems found; ${seen}.`;
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).reduce((sum, finding) => sum + finding.count, 0);
  const parts = [
    { number: count('error'), word: 'error' },
    { number: count('warning'), word: 'warning' },
  ].filter(({ number }) => number > 0);
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  const counts = listPhrase(parts.map(({ number, word }) => countPhrase(number, word)));
  return `${counts}${total > 1 ? ', the worst' : ''}: ${worst.sentence}`;
}

const weight = (finding: Finding): number =>
  (finding.severity === 'error' ? 4 : 0) +
  (finding.resolvedAt === undefined ? 2 : 0) +
  (finding.confidence === 'certain' ? 1 : 0);

/** What a person should see first: errors, what is not over, what is certain, the newest. */
export const bySeverity = (one: Finding, other: Finding): number => weight(other) - weight(one) || other.at - one.at;
