import { Worker } from 'node:worker_threads';
import type { CdpEvent } from '../../../common/cdpClient.ts';
import { type Event, Emitter } from '../../../common/emitter.ts';
import { ExpectedError, messageOf } from '../../../common/errors.ts';
import { type DebugConnection, ownEvents, type StopPlan } from './debugConnection.ts';
import { threadWorkerSource, type ToWorker } from './threadWorker.ts';
import { warn } from './warn.ts';

interface Answer {
  id: number;
  result?: Record<string, unknown>;
  error?: string;
}

interface Pending {
  method: string;
  timer: NodeJS.Timeout;
  resolve: (result: Record<string, unknown>) => void;
  reject: (error: Error) => void;
}

/** ms to wait for the worker when the process ends. */
const farewell = 200;

/**
 * The inspector of this process's main thread, used from a worker, because a thread that is stopped cannot debug
 * itself. The worker keeps nothing alive; a call that waits for its answer does, by its time-out.
 */
export class ThreadConnection implements DebugConnection {
  readonly url = undefined;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new Emitter<CdpEvent>(warn);
  readonly #closed = new Emitter<string>(warn);
  readonly #onExit = (): void => this.#disconnect();
  #lastId = 0;
  #ended = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: Answer | CdpEvent) => this.#receive(message));
    worker.on('error', (error) => this.#fail(`the worker that debugs this process failed: ${messageOf(error)}`));
    worker.on('exit', () => this.#fail('the worker that debugs this process has ended'));
    worker.unref();
    // Node writes "Waiting for the debugger to disconnect..." when a process ends with such a connection open.
    process.once('exit', this.#onExit);
  }

  /**
   * @param longestPause ms after which a stop of this thread goes on when nobody else has let it
   * @throws Error when this process may have no worker or Node was built without the inspector
   */
  static open(longestPause: number): ThreadConnection {
    if (!process.features.inspector) {
      throw new ExpectedError('This process cannot be debugged: its Node was built without the inspector.');
    }
    try {
      // Without the program's environment and arguments: what it loads first (an agent, say) has no business there.
      const worker = new Worker(threadWorkerSource(longestPause), { eval: true, env: {}, execArgv: [] });
      return new ThreadConnection(worker);
    } catch (error) {
      throw new ExpectedError(
        `This process cannot debug itself, because it may not start a worker thread: ${messageOf(error)}`,
      );
    }
  }

  get onEvent(): Event<CdpEvent> {
    return this.#events.event;
  }

  get onClosed(): Event<string> {
    return this.#closed.event;
  }

  send(method: string, params: Record<string, unknown>, timeout: number): Promise<Record<string, unknown>> {
    return this.#call(method, params, timeout);
  }

  setBreakpoint(params: Record<string, unknown>, plan: StopPlan, timeout: number): Promise<Record<string, unknown>> {
    return this.#call('Debugger.setBreakpointByUrl', params, timeout, plan);
  }

  /** The thread of ours captures stops and goes on by itself. */
  async settled(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#disconnect();
    this.#end('the session was closed');
    await this.#worker.terminate();
  }

  #call(
    method: string,
    params: Record<string, unknown>,
    timeout: number,
    plan?: StopPlan,
  ): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new Error(`${method} could not be sent: the session has ended.`));
        return;
      }
      const id = (this.#lastId += 1);
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method} was not answered within ${timeout} ms.`));
      }, timeout);
      this.#pending.set(id, { method, timer, resolve, reject });
      this.#post({ kind: 'call', id, method, params, plan });
    });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: Answer | CdpEvent): void {
    if (this.#ended) return;
    if ('method' in message) {
      if (message.method === ownEvents.captured) this.#post({ kind: 'read' });
      this.#events.fire(message);
      return;
    }
    const { id, result, error } = message;
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#pending.delete(id);
    clearTimeout(pending.timer);
    // Node puts a number in front of what V8 says.
    const reason = error?.replace(/^Inspector error -?\d+: /, '');
    if (reason === undefined) pending.resolve(result ?? {});
    else pending.reject(new Error(`${pending.method} was refused: ${reason}`));
  }

  /** Waits until the worker has let go of V8: only then is it safe to end either of them. */
  #disconnect(): void {
    const done = new Int32Array(new SharedArrayBuffer(4));
    this.#post({ kind: 'end', done });
    Atomics.wait(done, 0, 0, farewell);
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.#end(reason);
    this.#closed.fire(reason);
  }

  #end(reason: string): void {
    this.#ended = true;
    process.removeListener('exit', this.#onExit);
    for (const { method, timer, reject } of this.#pending.values()) {
      clearTimeout(timer);
      reject(new Error(`${method} was not answered: ${reason}.`));
    }
    this.#pending.clear();
    this.#events.dispose();
  }
}
