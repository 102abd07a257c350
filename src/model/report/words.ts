import { countPhrase, durationPhrase, quote } from '../findings/phrases.ts';
import type {
  CancelChain,
  Indicators,
  Location,
  OpenSession,
  Report,
  ReportFinding,
  ReportOperation,
} from './schema.ts';

/** What the text, Markdown and HTML forms of a report say alike. */

/** One decimal; a share that is nearly all or nearly nothing is not rounded to it. */
export function percentWords(share: number): string {
  if (share > 0 && share < 0.001) return 'less than 0.1 %';
  if (share < 1 && share > 0.999) return 'more than 99.9 %';
  return `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`;
}

/** `24.1 MB`; a megabyte has 1,000,000 bytes. */
export function byteWords(bytes: number): string {
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${size.toFixed(1).replace(/\.0$/, '')} ${unit}`;
}

const orNothing = (value: number | null, say: (value: number) => string): string =>
  value === null ? 'nothing to measure' : say(value);

type Tone = 'good' | 'bad' | 'plain' | 'none';

const toneOf = (value: number | null, good: number): Tone => {
  if (value === null) return 'none';
  return value === good ? 'good' : 'bad';
};
const plainTone = (value: number | null): Tone => (value === null ? 'none' : 'plain');

/** The indicators with their names, and whether each of them is good news. */
export const indicatorWords = ({
  cancelScopeErrorRate,
  sessionSuccessRate,
  meanOperationTime,
  errorRecoveryTime,
}: Indicators): readonly { label: string; value: string; tone: Tone }[] => [
  {
    label: 'Cancel-scope error rate',
    value: orNothing(cancelScopeErrorRate, percentWords),
    tone: toneOf(cancelScopeErrorRate, 0),
  },
  {
    label: 'Session success rate',
    value: orNothing(sessionSuccessRate, percentWords),
    tone: toneOf(sessionSuccessRate, 1),
  },
  {
    label: 'Mean operation time',
    value: orNothing(meanOperationTime, durationPhrase),
    tone: plainTone(meanOperationTime),
  },
  {
    label: 'Error recovery time',
    value: orNothing(errorRecoveryTime, durationPhrase),
    tone: plainTone(errorRecoveryTime),
  },
];

export const placeWords = (location: Location | null | undefined): string =>
  location ? `${location.path}:${location.line}:${location.column}` : '';

/** `2026-03-01 12:30:45.120 UTC`. A time no calendar has is said to be unknown. */
export function timeWords(unixTime: number): string {
  const date = new Date(unixTime);
  if (Number.isNaN(date.getTime())) return 'unknown time';
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

const roleWords: Record<ReportFinding['parties'][number]['role'], string> = {
  entered: 'Entered',
  exited: 'Left',
  spawned: 'Started',
  acquired: 'Acquired',
  waiting: 'Waits',
  opened: 'Opened',
  cancelled: 'Cancelled',
};

/** `Entered by agent-1`. */
export const partyWords = ({ role, taskName }: ReportFinding['parties'][number]): string =>
  role === 'waiting' || role === 'spawned' ? `${roleWords[role]}: ${taskName}` : `${roleWords[role]} by ${taskName}`;

/** `“row” ← “db-query”, by agent-1: deadline`: what was cancelled because of what, by whom and why; empty for nothing. */
export function chainWords(chain: CancelChain): string {
  const origin = chain.at(-1);
  if (!origin) return '';
  const path = chain.map((link) => quote(link.scopeName)).join(' ← ');
  return `${path}${origin.task === 0 ? '' : `, by ${origin.taskName}`}: ${origin.reason}`;
}

/** `error, likely, over`: what qualifies a finding. */
export const findingWords = (finding: ReportFinding): string =>
  [
    finding.severity,
    ...(finding.confidence === 'likely' ? ['likely'] : []),
    ...(finding.resolvedAt === null ? [] : ['over']),
    ...(finding.count > 1 ? [`${finding.count.toLocaleString('en')} times`] : []),
  ].join(', ');

/** `failed, 2 attempts, can be retried`. */
export const operationWords = ({ state, attemptCount, retryable }: ReportOperation): string =>
  `${state}, ${countPhrase(attemptCount, 'attempt')}${retryable ? ', can be retried' : ''}`;

/** `well, 3 ms` or `not well: no answer`; empty if nobody asked. */
export function checkWords(check: OpenSession['lastCheck']): string {
  if (!check) return '';
  const latency = check.latency === null ? '' : `, ${durationPhrase(check.latency)}`;
  const detail = check.detail === null ? '' : `: ${check.detail}`;
  return `${check.healthy ? 'well' : 'not well'}${latency}${detail}`;
}

export const lastError = (operation: ReportOperation): string =>
  operation.attempts.findLast((attempt) => attempt.error !== null)?.error ?? '';

/** `12`, or `1,000 of 5,200` where a list was cut. */
export const shownWords = (shown: number, total: number): string =>
  shown === total ? total.toLocaleString('en') : `${shown.toLocaleString('en')} of ${total.toLocaleString('en')}`;

/** How long a row has been so when the report was made, or when its program ended. */
export function ageWords(report: Report, key: string, since: number): string {
  const program = report.programs.find((each) => each.key === key);
  return durationPhrase(Math.max(0, (program?.endedAt ?? report.generatedAt) - since));
}

export const lostWords = (lost: number): string =>
  lost === 0 ? '' : `${countPhrase(lost, 'event')} could not be kept by the program, so this report is incomplete.`;
