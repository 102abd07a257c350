import type { Report, ReportFinding } from '../../src/model/report/schema.ts';
import { type Bar, type Layout, spanKey } from './lanes.ts';

/** A finding at its time. */
export interface FindingMark {
  readonly finding: ReportFinding;
  readonly at: number;
  /** What it is about; undefined: nothing that is shown, so that it goes to the axis. */
  readonly bar: Bar | undefined;
}

export function findingMarks(findings: Report['findings'], { bars }: Layout): FindingMark[] {
  const byKey = new Map(bars.map((bar) => [spanKey(bar.span), bar]));
  return findings.map((finding) => ({
    finding,
    at: finding.at,
    bar: byKey.get(`${finding.program} ${finding.subject.kind} ${finding.subject.id}`),
  }));
}

/** A cancellation that went from a scope to a scope or a task. */
export interface CancelLink {
  readonly from: Bar;
  readonly fromAt: number;
  readonly to: Bar;
  readonly toAt: number;
}

/** How cancellations spread: from scope to scope as the program said, and from a scope to the tasks it ended. */
export function cancelLinks({ bars }: Layout): CancelLink[] {
  const scopes = new Map(bars.filter(({ span }) => span.kind === 'scope').map((bar) => [spanKey(bar.span), bar]));
  return bars.flatMap((bar): CancelLink[] => {
    const { span } = bar;
    const cause = span.kind === 'scope' ? span.cause : span.scope;
    const from = scopes.get(`${span.program} scope ${cause}`);
    const fromAt = from?.span.cancelledAt ?? null;
    const toAt = span.kind === 'scope' ? span.cancelledAt : span.state === 'cancelled' ? span.endedAt : null;
    if (!from || from === bar || fromAt === null || toAt === null || toAt < fromAt) return [];
    return [{ from, fromAt, to: bar, toAt }];
  });
}
