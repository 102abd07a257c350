import { describeReason, toReason } from '../../api/errors.ts';
import { platform } from '../../platform.ts';
import type { Runtime } from '../../runtime.ts';
import type { Above } from '../../sites.ts';
import type { NodeSignals } from './nodeSignals.ts';
import { SignalRecord } from './signalRecord.ts';
import { Stamp } from './stamp.ts';

/** ms a signal has to be listened to before it is told of: most are done by then, and nobody misses them. */
const moment = 100;
/** Stacks taken in a moment, each some µs: a program that makes many signals is not to pay for them. */
const stacksInAMoment = 25;
/** Listeners from which on a signal is told of that there was no room for when it was met. */
const many = 8;

/** Follows the signals of the platform: who made them, who listens, and who aborts them. */
export class SignalWatch {
  readonly #runtime: Runtime;
  readonly #node: NodeSignals;
  #room = stacksInAMoment;
  /** Those that began or ceased to be listened to in this moment. */
  #changed: SignalRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Told ones that are not over. */
  readonly #told = new Set<SignalRecord>();
  readonly #collected = new FinalizationRegistry<SignalRecord>((record) => this.#gone(record));
  /** The last abort: what aborts for the very same reason follows it. */
  #last: { reason: unknown; id: number } | undefined;
  #stopped = false;

  constructor(runtime: Runtime, node: NodeSignals) {
    this.#runtime = runtime;
    this.#node = node;
  }

  /**
   * Somebody has got hold of a signal, by making it or by reading it off its controller.
   * @param above what was called to get it
   */
  met(signal: AbortSignal, name: string, timeout: number | null, above: Above): void {
    const record = this.#recordOf(signal, name, timeout);
    if (record.origin === 'unknown' && this.#hasRoom()) this.#lookAt(signal, record, above);
  }

  /** A listener is about to be added. */
  listening(signal: AbortSignal, above: Above): void {
    const record = this.#recordOf(signal, 'AbortSignal', null);
    if (record.origin === 'foreign' || record.isOver || this.#node.isAborted(signal)) return;
    if (record.listeners === 0 && this.#runtime.ownSignals.has(signal)) {
      record.origin = 'foreign';
      return;
    }
    record.added(this.#node.listenerCount(signal) ?? 1);
    if (record.isTold) return;
    if (record.listeners === 1) this.#note(record);
    else if (record.origin === 'unknown' && record.listeners >= many) {
      // Node has no signals of its own that so many listen to.
      this.#adopt(signal, record, this.#runtime.captureStack(above));
      this.#note(record);
    }
  }

  /** A listener was removed. */
  notListening(signal: AbortSignal): void {
    const record = Stamp.of(signal);
    if (!record || record.origin === 'foreign' || record.isOver) return;
    record.removed(this.#node.listenerCount(signal) ?? 0);
    if (record.listeners === 0 && record.isTold) this.#note(record);
  }

  /** An event is about to be dispatched. */
  dispatching(signal: AbortSignal, above: Above): void {
    const record = Stamp.of(signal);
    if (record && this.#node.isAborted(signal)) this.#aborted(signal, record, above);
  }

  /** From now on nothing is told. */
  stop(): void {
    this.#stopped = true;
    platform.clearTimeout(this.#timer);
    for (const record of this.#told) this.#end(record);
  }

  #recordOf(signal: AbortSignal, name: string, timeout: number | null): SignalRecord {
    const known = Stamp.of(signal);
    if (known?.watch === this) return known;
    const record = new SignalRecord(this, this.#runtime, name, timeout);
    Stamp.set(signal, record);
    return record;
  }

  /** Whether it is the program's shows who got hold of it: Node and the library do so for themselves. */
  #lookAt(signal: AbortSignal, record: SignalRecord, above: Above): void {
    const stack = this.#runtime.captureProgramStack(above);
    if (stack && !this.#runtime.ownSignals.has(signal)) this.#adopt(signal, record, stack);
    else record.origin = 'foreign';
  }

  #adopt(signal: AbortSignal, record: SignalRecord, stack: readonly number[]): void {
    record.origin = 'program';
    record.stack = stack;
    this.#collected.register(signal, record);
  }

  #aborted(signal: AbortSignal, record: SignalRecord, above: Above): void {
    if (record.isOver || record.watch !== this) return;
    record.isOver = true;
    const reason: unknown = signal.reason;
    const own = this.#runtime.ownSignals.get(signal);
    if (own) this.#remember(reason, own.causeId);
    if (own || record.origin !== 'program') return;
    // Where nobody listens something may look at it now and then; or else it is only tidied up.
    const hasRoom = this.#hasRoom();
    if (!hasRoom && record.listeners === 0) return;
    const cause = this.#causeOf(signal, reason, above);
    if (record.id === 0) record.tell();
    this.#remember(reason, record.id);
    const stack = hasRoom ? this.#runtime.captureStack(above) : [];
    record.tellAborted(cause, describeReason(toReason(reason)), stack);
    this.#told.delete(record);
    record.end('cancelled');
  }

  /** The scope that is to blame: a signal it follows, or one that was aborted just now for the very same reason. */
  #causeOf(signal: AbortSignal, reason: unknown, above: Above): number {
    for (const source of this.#node.sources(signal)) {
      if (!this.#node.isAborted(source)) continue;
      const own = this.#runtime.ownSignals.get(source)?.causeId;
      if (own !== undefined) return own;
      const record = Stamp.of(source);
      if (record) this.#aborted(source, record, above);
    }
    return typeof reason === 'object' && reason !== null && reason === this.#last?.reason ? this.#last.id : 0;
  }

  #remember(reason: unknown, id: number): void {
    this.#last = { reason, id };
    this.#note();
  }

  #hasRoom(): boolean {
    if (this.#room === 0) return false;
    this.#room -= 1;
    this.#note();
    return true;
  }

  /** Looks at it, and makes room again, when the moment is over. */
  #note(record?: SignalRecord): void {
    if (this.#stopped) return;
    if (record) this.#changed.push(record);
    this.#timer ??= this.#runtime.context.outside(() => platform.setTimeout(() => this.#settle(), moment).unref());
  }

  #settle(): void {
    this.#timer = undefined;
    this.#room = stacksInAMoment;
    this.#last = undefined;
    for (const record of this.#changed.splice(0)) {
      if (record.isOver) continue;
      if (record.listeners === 0) this.#end(record);
      else if (record.origin === 'program' && !record.isTold) {
        record.tell();
        this.#told.add(record);
      }
    }
  }

  /** Also one that was not told of yet is over then. */
  #gone(record: SignalRecord): void {
    record.isOver = true;
    this.#end(record);
  }

  #end(record: SignalRecord): void {
    this.#told.delete(record);
    record.end('completed');
  }
}
