import type { TaskStatus } from '../../../protocol/events.ts';
import { type Frame, innermostOpen } from '../../context.ts';
import type { Announced } from '../../registry/live.ts';
import type { TaskRecord } from '../../registry/taskRecord.ts';
import type { Runtime } from '../../runtime.ts';

/** Tasks that listened are looked through for ended ones when there are more. */
const manyTasks = 64;

/**
 * A signal of the platform, as a scope: from when somebody listens to it until nobody does, it aborts, or it is
 * garbage-collected. Nobody leaves it, so no rule about leaving can be broken. It does not hold the signal.
 */
export class SignalRecord implements Announced {
  /** Whose it is: the program's, Node's or our own, or not looked at yet, as that takes a stack. */
  origin: 'program' | 'foreign' | 'unknown' = 'unknown';
  stack: readonly number[] = [];
  /** Not told before it has been listened to for a moment. */
  id = 0;
  isOver = false;
  listeners = 0;
  /** How many were told. */
  #told = 0;
  /** Who added how many listeners; of those that ended, not all are there still. */
  readonly #byTask = new Map<TaskRecord, number>();
  /** Tasks from which on the ended ones among them are looked for. */
  #crowd = manyTasks;
  /** Who added a listener last. */
  #latest: TaskRecord | undefined;
  readonly #runtime: Runtime;
  readonly watch: object;
  readonly name: string;
  readonly #frame: Frame;
  readonly #timeout: number | null;

  /**
   * @param watch who follows it
   * @param timeout ms after which it aborts by itself
   */
  constructor(watch: object, runtime: Runtime, name: string, timeout: number | null) {
    this.watch = watch;
    this.#runtime = runtime;
    this.name = name;
    this.#frame = runtime.context.current;
    this.#timeout = timeout;
  }

  get isTold(): boolean {
    return this.id !== 0;
  }

  /** What aborts by itself is aborted by no task. */
  get isTimeout(): boolean {
    return this.#timeout !== null;
  }

  /** @param count listeners there are now */
  added(count: number): void {
    const { task } = this.#runtime.context.current;
    const before = this.#byTask.get(task) ?? 0;
    this.#byTask.set(task, before + 1);
    this.#latest = task;
    this.listeners = count;
    if (this.#byTask.size > this.#crowd) {
      this.#forgetEnded();
      // Not at every listener where so many are alive.
      this.#crowd = Math.max(manyTasks, 2 * this.#byTask.size);
    }
    if (!this.isTold) return;
    if (count >= 2 * this.#told) this.#tellListening(task, this.#runtime.captureStack(SignalRecord.prototype.added));
    else if (before === 0 && this.#byTask.size <= manyTasks) this.#tellListening(task, []);
  }

  /** @param count listeners there are still */
  removed(count: number): void {
    this.listeners = count;
    if (count === 0) this.#byTask.clear();
    else if (this.isTold && this.#told >= 8 && count * 2 <= this.#told) {
      this.#tellListening(this.#runtime.context.current.task, []);
    }
  }

  /** Tells of it, from now on. */
  tell(): void {
    this.id = this.#runtime.nextId();
    this.#runtime.live.set(this.id, this);
    this.announce();
  }

  announce(): void {
    const { task } = this.#frame;
    this.#runtime.report('scope-entered', {
      id: this.id,
      name: this.name,
      kind: 'signal',
      task: task.id,
      parent: innermostOpen(this.#frame)?.id ?? 0,
      timeout: this.#timeout,
      shield: false,
      stack: this.stack as number[],
    });
    const running = [...this.#byTask.keys()].filter(({ state }) => state === 'running');
    if (running.length === 0 && this.#latest && this.listeners > 0) running.push(this.#latest);
    for (const listening of running) this.#tellListening(listening, []);
  }

  /** @param cause the scope whose cancellation it follows, or 0 */
  tellAborted(cause: number, reason: string, stack: readonly number[]): void {
    const task = this.isTimeout ? 0 : this.#runtime.context.current.task.id;
    this.#runtime.report('scope-cancelled', { id: this.id, task, cause, reason, stack: stack as number[] });
  }

  end(status: TaskStatus): void {
    this.#byTask.clear();
    if (!this.isTold) return;
    const { id } = this;
    this.#told = 0;
    this.id = 0;
    this.#runtime.live.delete(id);
    this.#runtime.report('scope-exited', { id, task: this.#frame.task.id, status, error: null, stack: [] });
  }

  #tellListening(task: TaskRecord, stack: readonly number[]): void {
    this.#told = this.listeners;
    this.#runtime.report('scope-listened', {
      id: this.id,
      task: task.id,
      listeners: this.listeners,
      abandoned: this.#abandoned,
      stack: stack as number[],
    });
  }

  /** Listeners that are there and must be of tasks that have ended: more than those that run have added. */
  get #abandoned(): number {
    this.#forgetEnded();
    let running = 0;
    for (const count of this.#byTask.values()) running += count;
    return Math.max(0, this.listeners - running);
  }

  #forgetEnded(): void {
    for (const task of this.#byTask.keys()) if (task.state !== 'running') this.#byTask.delete(task);
  }
}
