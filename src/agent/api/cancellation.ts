import { reasonChain } from './errors.ts';
import { runtime } from './runtime.ts';

/**
 * What can be cancelled: a node in a tree of scopes and tasks. Cancelling one cancels those below it, except where they
 * are shielded. Nothing undoes it: a signal that has aborted stays so.
 */
export class Cancellation {
  #shield: boolean;
  #reason: Error | undefined;
  #controller: AbortController | undefined;
  #above: Cancellation | undefined;
  #below: Set<Cancellation> | undefined;
  /** Where the cancellation came down from; undefined where it began. */
  #from: Cancellation | undefined;

  constructor(shield: boolean) {
    this.#shield = shield;
  }

  /** Cancelling what is around this does not reach in. Taking the shield away lets in what it has kept out. */
  get shield(): boolean {
    return this.#shield;
  }

  set shield(value: boolean) {
    if (value === this.#shield) return;
    this.#shield = value;
    this.onChanged();
    this.#heed();
  }

  /** Whether it was cancelled, or will be when it is entered. */
  get cancelled(): boolean {
    return this.#reason !== undefined;
  }

  /** Aborts on cancellation. */
  get signal(): AbortSignal {
    this.#controller ??= this.#makeController();
    if (this.#reason && !this.#controller.signal.aborted) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }

  #makeController(): AbortController {
    const made = new AbortController();
    runtime.ownSignals.set(made.signal, this);
    return made;
  }

  /** Why it was cancelled: the reason, what caused that (`Error.cause`), and so on to the first cause. */
  get reasonChain(): readonly Error[] {
    return this.#reason ? reasonChain(this.#reason) : [];
  }

  /** @throws the reason, when cancelled: the very error that whoever cancelled it gave */
  throwIfCancelled(): void {
    if (this.#reason) throw this.#reason;
  }

  /** @internal */
  get cancelReason(): Error | undefined {
    return this.#reason;
  }

  /** @internal It was cancelled itself, and not for what is around it. */
  get isOrigin(): boolean {
    return this.#reason !== undefined && this.#from === undefined;
  }

  /** @internal The scope that those below this are cancelled for. */
  get causeId(): number {
    return this.#from?.causeId ?? 0;
  }

  /**
   * @internal Only the first time counts. Not private, like the next ones: the other node may come from another copy of
   * this library.
   * @param from the node above that it comes down from
   * @param task the id of the task that did it
   */
  cancelBy(reason: Error, from: Cancellation | undefined, task: number): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#from = from;
    this.onCancelled(reason, from?.causeId ?? 0, task);
    for (const each of this.#below ?? []) if (!each.shield) each.cancelBy(reason, this, task);
    this.#controller?.abort(reason);
  }

  /** @internal What may have been told of it has changed. */
  protected onChanged(): void {}

  /** @internal */
  protected onCancelled(_reason: Error, _cause: number, _task: number): void {}

  /** @internal From now on it is cancelled with `above`, and at once if that is cancelled already. */
  attach(above: Cancellation | undefined): void {
    if (!above) return;
    this.#above = above;
    above.adopt(this);
    this.#heed();
  }

  /**
   * @internal It is over. What is left behind in it is from now on cancelled with what is around it, unless a shield is
   * between the two; what is left behind in something cancelled stays below that.
   */
  detach(): void {
    const above = this.#above;
    above?.release(this);
    this.#above = undefined;
    if (!this.#below || this.#shield || this.#reason) return;
    for (const each of this.#below) each.attach(above);
    this.#below.clear();
  }

  /** @internal */
  adopt(node: Cancellation): void {
    this.#below ??= new Set();
    this.#below.add(node);
  }

  /** @internal */
  release(node: Cancellation): void {
    this.#below?.delete(node);
  }

  #heed(): void {
    const reason = this.#above?.cancelReason;
    if (reason && !this.#shield) this.cancelBy(reason, this.#above, 0);
  }
}
