import { onAbort } from '../../common/aborts.ts';
import { Cancellation } from './cancellation.ts';
import { checkDuration } from './checks.ts';
import { Deadline, checkDeadline } from './deadline.ts';
import { timeoutError, toReason } from './errors.ts';
import { checkName, checkOptions, checkSignal, type OptionNames } from './options.ts';
import { platform } from '../platform.ts';
import { runtime } from './runtime.ts';

/** When a scope cancels itself, and what keeps it from being cancelled. */
export interface ScopeOptions {
  /** ms after which the scope cancels itself. */
  timeout?: number;
  /** Unix time in ms at which the scope cancels itself; where there is a timeout too, what comes first counts. */
  deadline?: number;
  /** Cancelling an outer scope does not reach into this one. */
  shield?: boolean;
  /** Cancels the scope when it aborts. */
  signal?: AbortSignal;
}

const noOptions: ScopeOptions = {};
const optionNames: OptionNames<ScopeOptions> = { timeout: true, deadline: true, shield: true, signal: true };

/** What nobody has to cancel: its deadline does, or a signal from outside, while it is open. */
export abstract class SelfCancelling extends Cancellation {
  /** What people read. */
  readonly name: string;
  /** ms from entering to the deadline, as it was asked for; undefined: none. */
  readonly timeout: number | undefined;
  readonly #external: AbortSignal | undefined;
  #stopListening: (() => void) | undefined;
  #deadline: Deadline | undefined;
  /** Whole ms since the time origin, which takes no memory of its own. Only kept where somebody listens. */
  #enteredAt = 0;

  /** @internal Not entered yet. */
  abstract get isNew(): boolean;
  /** Entered and not left. */
  abstract get isOpen(): boolean;

  /**
   * @param name what people will read
   * @throws RangeError when the timeout is not a number of ms from 0 to 2147483647, or the deadline is not a number
   * @throws TypeError when there is no name, or an option is not known or of the wrong kind
   */
  constructor(name: string, options: ScopeOptions = noOptions) {
    checkName(name, "CancelScope.run('read the file', …)");
    if (options !== noOptions) checkOptions(() => `The options of scope "${name}"`, options, optionNames);
    super(options.shield ?? false);
    this.name = name;
    this.timeout = options.timeout;
    this.#external = options.signal;
    if (options === noOptions) return;
    checkSignal(() => `scope "${name}"`, options.signal);
    if (options.timeout !== undefined) checkDuration(() => `The timeout of scope "${name}"`, options.timeout);
    if (options.deadline === undefined) return;
    checkDeadline(`The deadline of scope "${name}"`, options.deadline);
    this.#deadline = this.#deadlineAt(options.deadline, 0);
  }

  /**
   * Unix time in ms at which the scope cancels itself; undefined: never. It may be moved until the scope is left or
   * cancelled. One that has passed cancels an open scope at once.
   * @throws RangeError when it is set to what is not a number
   */
  get deadline(): number | undefined {
    return this.#deadline?.at;
  }

  set deadline(at: number | undefined) {
    if (at !== undefined) checkDeadline(`The deadline of scope "${this.name}"`, at);
    if (!this.isNew && !this.isOpen) return;
    this.#deadline?.stop();
    const after = (at ?? 0) - Date.now() + platform.now() - this.#enteredAt;
    this.#deadline = at === undefined ? undefined : this.#deadlineAt(at, after);
    this.onChanged();
    if (this.isOpen) this.#deadline?.start();
  }

  /** @internal ms from entering to the deadline. */
  get deadlineAfter(): number | undefined {
    return this.#deadline?.after;
  }

  /** @internal Whole ms since the time origin. */
  protected set enteredAt(time: number) {
    this.#enteredAt = time;
  }

  /** @internal Its time begins. */
  protected begin(): void {
    const { timeout, deadline } = this;
    if (timeout === undefined && deadline === undefined) return;
    const now = Date.now();
    const after = Math.min(timeout ?? Number.POSITIVE_INFINITY, (deadline ?? Number.POSITIVE_INFINITY) - now);
    this.#deadline = this.#deadlineAt(after === timeout ? now + timeout : (deadline ?? now), after);
  }

  /** @internal From now on it may be cancelled by itself, and at once if the time is over. */
  protected watch(): void {
    this.#deadline?.start(this.#deadline.after);
    const signal = this.#external;
    if (!signal) return;
    const cancel = (reason: unknown): void =>
      this.cancelBy(toReason(reason), undefined, runtime.context.current.task.id);
    if (signal.aborted) cancel(signal.reason);
    else this.#stopListening = onAbort(signal, cancel);
  }

  /** @internal */
  protected unwatch(): void {
    this.#deadline?.stop();
    this.#stopListening?.();
  }

  #deadlineAt(at: number, after: number): Deadline {
    const words = after === this.timeout ? `timed out after ${after} ms` : 'passed its deadline';
    return new Deadline(at, after, () => this.cancelBy(timeoutError(`Scope "${this.name}" ${words}.`), undefined, 0));
  }
}
