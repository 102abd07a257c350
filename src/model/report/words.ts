import { t } from '../../common/l10n.ts';
import { commaPhrase, countPhrase, durationPhrase, numberPhrase, oneDecimal, quote } from '../findings/phrases.ts';
import type { CancelChain, Indicators, Location, OpenLock, OpenSession } from './schema.ts';
import type { Report, ReportFinding, ReportOperation } from './schema.ts';

/** What the text, Markdown and HTML forms of a report say alike. */

/** One decimal; a share that is nearly all or nearly nothing is not rounded to it. */
export function percentWords(share: number): string {
  if (share > 0 && share < 0.001) return t('less than 0.1 %');
  if (share < 1 && share > 0.999) return t('more than 99.9 %');
  return t('{0} %', oneDecimal(share * 100));
}

/** `24.1 MB`; a megabyte has 1,000,000 bytes. */
export function byteWords(bytes: number): string {
  if (bytes < 1e6) return `${oneDecimal(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${oneDecimal(bytes / 1e6)} MB` : `${oneDecimal(bytes / 1e9)} GB`;
}

const orNothing = (value: number | null, say: (value: number) => string): string =>
  value === null ? t('nothing to measure') : say(value);

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
    label: t('Cancel-scope error rate'),
    value: orNothing(cancelScopeErrorRate, percentWords),
    tone: toneOf(cancelScopeErrorRate, 0),
  },
  {
    label: t('Session success rate'),
    value: orNothing(sessionSuccessRate, percentWords),
    tone: toneOf(sessionSuccessRate, 1),
  },
  {
    label: t('Mean operation time'),
    value: orNothing(meanOperationTime, durationPhrase),
    tone: plainTone(meanOperationTime),
  },
  {
    label: t('Error recovery time'),
    value: orNothing(errorRecoveryTime, durationPhrase),
    tone: plainTone(errorRecoveryTime),
  },
];

export const placeWords = (location: Location | null | undefined): string =>
  location ? `${location.path}:${location.line}:${location.column}` : '';

/** `2026-03-01 12:30:45.120 UTC`. A time no calendar has is said to be unknown. */
export function timeWords(unixTime: number): string {
  const date = new Date(unixTime);
  if (Number.isNaN(date.getTime())) return t('unknown time');
  return `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

/** `Entered by agent-1`. */
export function partyWords({ role, taskName }: Pick<ReportFinding['parties'][number], 'role' | 'taskName'>): string {
  switch (role) {
    case 'entered':
      return t('Entered by {0}', taskName);
    case 'exited':
      return t('Left by {0}', taskName);
    case 'spawned':
      return t('Started: {0}', taskName);
    case 'acquired':
      return t('Acquired by {0}', taskName);
    case 'waiting':
      return t('Waits: {0}', taskName);
    case 'opened':
      return t('Opened by {0}', taskName);
    case 'cancelled':
      return t('Cancelled by {0}', taskName);
    case 'listening':
      return t('Listens: {0}', taskName);
    case 'ran':
      return t('Still runs: {0}', taskName);
  }
}

/** `“row” ← “db-query”, by agent-1: deadline`: what was cancelled because of what, by whom and why; empty for nothing. */
export function chainWords(chain: CancelChain): string {
  const origin = chain.at(-1);
  if (!origin) return '';
  const path = chain.map((link) => quote(link.scopeName)).join(' ← ');
  return origin.task === 0
    ? t('{0}: {1}', path, origin.reason)
    : t('{0}, by {1}: {2}', path, origin.taskName, origin.reason);
}

/** The state of a task, an attempt or a session. */
export const stateWords = (state: ReportOperation['state'] | OpenSession['state']): string =>
  ({
    running: t('running'),
    completed: t('completed'),
    failed: t('failed'),
    cancelled: t('cancelled'),
    created: t('created'),
    active: t('active'),
    closing: t('closing'),
    closed: t('closed'),
  })[state];

export const lockKindWords = (kind: OpenLock['kind']): string =>
  ({ mutex: t('mutex'), semaphore: t('semaphore'), 'web-lock': t('Web Lock'), pool: t('pool') })[kind];

/** `error, likely, over`: what qualifies a finding. */
export const findingWords = ({ severity, confidence, resolvedAt, count }: ReportFinding): string =>
  commaPhrase([
    severity === 'error' ? t('error') : t('warning'),
    ...(confidence === 'likely' ? [t('likely')] : []),
    ...(resolvedAt === null ? [] : [t('over')]),
    ...(count > 1 ? [t('{0} times', numberPhrase(count))] : []),
  ]);

/** `failed, 2 attempts, can be retried`. */
export const operationWords = ({ state, attemptCount, retryable }: ReportOperation): string =>
  commaPhrase([
    stateWords(state),
    countPhrase(attemptCount, t('{0} attempt'), t('{0} attempts')),
    ...(retryable ? [t('can be retried')] : []),
  ]);

/** `well, 3 ms` or `not well: no answer`; empty if nobody asked. */
export function checkWords(check: OpenSession['lastCheck']): string {
  if (!check) return '';
  const state = check.healthy ? t('well') : t('not well');
  const timed = check.latency === null ? state : commaPhrase([state, durationPhrase(check.latency)]);
  return check.detail === null ? timed : t('{0}: {1}', timed, check.detail);
}

export const lastError = (operation: ReportOperation): string =>
  operation.attempts.findLast((attempt) => attempt.error !== null)?.error ?? '';

/** `12`, or `1,000 of 5,200` where a list was cut. */
export const shownWords = (shown: number, total: number): string =>
  shown === total ? numberPhrase(total) : t('{0} of {1}', numberPhrase(shown), numberPhrase(total));

/** How long a row has been so when the report was made, or when its program ended. */
export function ageWords(report: Report, key: string, since: number): string {
  const program = report.programs.find((each) => each.key === key);
  return durationPhrase(Math.max(0, (program?.endedAt ?? report.generatedAt) - since));
}

export const lostWords = (lost: number): string =>
  lost === 0
    ? ''
    : countPhrase(
        lost,
        t('{0} event could not be kept by the program, so this report is incomplete.'),
        t('{0} events could not be kept by the program, so this report is incomplete.'),
      );
