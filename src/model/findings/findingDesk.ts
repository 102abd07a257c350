import type { CauseClass } from '../../protocol/causeClasses.ts';
import { LivedTime } from '../livedTime.ts';
import type { ProgramState } from '../programState.ts';
import type { Finding, Retention, Thresholds } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';

/** Keeps the findings of a run, and what may become one. */
export class FindingDesk implements Desk {
  readonly thresholds: Thresholds;
  readonly findings: Finding[] = [];
  /** Findings by the key of a condition that is not over. */
  readonly #open = new Map<string, Finding>();
  /** How many conditions that are not over a finding stands for. */
  readonly #standsFor = new Map<Finding, number>();
  readonly #places = new Map<string, { count: number; last: Finding }>();
  readonly #keys = new Map<string, number>();
  readonly #livedTime = new LivedTime();

  /** How many findings that are alike are kept. */
  readonly #alike: number;

  constructor(thresholds: Thresholds, { alike }: Retention) {
    this.thresholds = thresholds;
    this.#alike = alike;
  }

  report(kind: FindingKind, state: ProgramState, id: number, at: number, draft: Draft): void {
    const key = conditionKey(kind.kind, state, id);
    if (this.#open.has(key)) return;
    const finding = this.#add(kind, state, key, at, draft);
    this.#open.set(key, finding);
    this.#standsFor.set(finding, (this.#standsFor.get(finding) ?? 0) + 1);
  }

  reportLost(kind: FindingKind, state: ProgramState, id: number, at: number, draft: Draft): void {
    this.report(kind, state, id, at, draft);
    const key = conditionKey(kind.kind, state, id);
    if ((this.#open.get(key)?.count ?? 1) > 1) this.#open.delete(key);
  }

  /** Puts down what happened and was over at once. */
  note(kind: FindingKind, state: ProgramState, id: number, at: number, draft: Draft): void {
    this.#add(kind, state, conditionKey(kind.kind, state, id), at, draft);
  }

  open(kind: CauseClass, state: ProgramState, id: number): Finding | undefined {
    return this.#open.get(conditionKey(kind, state, id));
  }

  resolve(kind: CauseClass, state: ProgramState, id: number, at: number): Finding | undefined {
    if (this.#open.size === 0) return undefined;
    const key = conditionKey(kind, state, id);
    const finding = this.#open.get(key);
    if (!finding) return undefined;
    this.#open.delete(key);
    const left = (this.#standsFor.get(finding) ?? 1) - 1;
    if (left > 0) {
      this.#standsFor.set(finding, left);
    } else {
      this.#standsFor.delete(finding);
      finding.resolvedAt = at;
    }
    return finding;
  }

  later(state: ProgramState, due: number, check: (now: number) => void): void {
    state.agenda.add(due, check);
  }

  after(state: ProgramState, since: number, duration: number, check: (now: number) => void): void {
    const look = (now: number): void => {
      const left = duration - this.lived(since, now);
      if (left <= 0) check(now);
      else if (state.program.endedAt === undefined) this.later(state, now + left, look);
    };
    this.later(state, since + duration, look);
  }

  lived(since: number, now: number): number {
    return this.#livedTime.between(since, now);
  }

  /** @param now Unix time in ms */
  tick(now: number): void {
    this.#livedTime.tick(now);
  }

  /**
   * Runs the checks of a program that are due.
   * @param until which checks those are, Unix ms; infinite at the end of the program
   * @param now Unix ms
   */
  settle(state: ProgramState, until: number, now: number): void {
    if (state.agenda.due > until) return;
    // A check may put down the next one: that is for another time.
    for (const check of state.agenda.take(until)) check.run(now);
  }

  #add(kind: FindingKind, state: ProgramState, key: string, at: number, draft: Draft): Finding {
    const place = placeKey(kind.kind, state, draft);
    const known = this.#places.get(place);
    if (known && known.count >= this.#alike) {
      known.last.count += 1;
      known.last.resolvedAt = undefined;
      return known.last;
    }
    const finding: Finding = {
      key: this.#uniqueKey(key),
      kind: kind.kind,
      title: kind.title(),
      usualCauses: kind.usualCauses(),
      program: state.program.key,
      at,
      resolvedAt: undefined,
      count: 1,
      severity: draft.severity,
      confidence: draft.confidence,
      sentence: draft.sentence,
      subject: draft.subject,
      parties: draft.parties,
      cancelChain: draft.cancelChain ?? [],
    };
    this.findings.push(finding);
    this.#places.set(place, { count: (known?.count ?? 0) + 1, last: finding });
    return finding;
  }

  /** A condition may come again after it was over. */
  #uniqueKey(key: string): string {
    const count = (this.#keys.get(key) ?? 0) + 1;
    this.#keys.set(key, count);
    return count === 1 ? key : `${key}/${count}`;
  }
}

const conditionKey = (kind: CauseClass, state: ProgramState, id: number): string => `${state.label}/${kind}/${id}`;

/** Findings of one kind at one place in the program are alike, whatever their rows are called. */
const placeKey = (kind: CauseClass, state: ProgramState, draft: Draft): string =>
  `${state.label}/${kind}/${draft.parties.map((party) => `${party.role}:${party.stack[0] ?? ''}`).join('/')}`;
