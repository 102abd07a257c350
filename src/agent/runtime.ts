import type { AgentSettings } from '../protocol/commands.ts';
import type { AgentEvent, EventKind, EventOf, TaskStatus } from '../protocol/events.ts';
import { agentRegistryKey, protocolVersion } from '../protocol/version.ts';
import { Context, innermostOpen } from './context.ts';
import { platform } from './platform.ts';
import { awaiters } from './registry/awaiters.ts';
import { HeldLocks } from './registry/heldLocks.ts';
import { LiveTable } from './registry/live.ts';
import { OperationRegistry } from './registry/operations.ts';
import { type Above, Sites } from './sites.ts';
import type { TaskRecord } from './registry/taskRecord.ts';

type Fields<K extends EventKind> = Omit<EventOf<K>, 'type' | 'time'>;

/** Somebody who listens: the injected agent, or an observation within the program. */
export interface Reporter {
  /** @param time ms since the time origin */
  write(kind: AgentEvent['type'], time: number, fields: object): void;
  /** Sends what was written. */
  flush?(): void;
  /** A rule was broken; all have been told by `write` before. This is the moment to stop the program. */
  violated?(violation: EventOf<'violation'>, names: TaskNames): void;
}

/** The tasks of a violation by name: they may have ended, so their numbers alone would not do. */
export interface TaskNames {
  readonly owner: string;
  readonly current: string;
}

const noStack: readonly number[] = [];

/**
 * The state that all copies of the library in one thread and the injected agent share. The first that comes makes it;
 * it is found under `Symbol.for('async-scope.agent')`. Without a reporter nothing is written, captured or kept.
 */
export class Runtime {
  readonly protocol = protocolVersion;
  /** What V8 calls the scripts of the agent and of the copies of the library; their frames are never shown. */
  readonly ownScripts = new Set<string>();
  readonly live = new LiveTable();
  readonly operations = new OperationRegistry();
  /** Signals of scopes and tasks, which are told as such; `causeId` is the scope that they abort for. */
  readonly ownSignals = new WeakMap<AbortSignal, { readonly causeId: number }>();
  readonly awaiters = awaiters;
  readonly context: Context;
  readonly heldLocks: HeldLocks;
  readonly mainTask: TaskRecord;
  #lastId = 0;
  readonly nextId = (): number => (this.#lastId += 1);
  readonly sites = new Sites(this.ownScripts, this.nextId, (site) => this.report('site', site));
  #reporters: readonly Reporter[] = [];
  #captureSites = true;
  #reportedAt = 0;
  /** Notices tasks that can never end. */
  readonly #promises = new FinalizationRegistry<TaskRecord>((task) => this.#lost(task));
  /** Handed to the agent when it is there: answers commands of the host. */
  onCommand: ((json: string) => void) | undefined;

  constructor() {
    this.mainTask = {
      id: this.nextId(),
      name: 'main',
      kind: 'main',
      parent: undefined,
      scope: undefined,
      stack: noStack,
      state: 'running',
      open: undefined,
      cancel: undefined,
    };
    this.context = new Context({ task: this.mainTask, scope: undefined });
    this.heldLocks = new HeldLocks(this.context);
  }

  /** Somebody listens. */
  get observed(): boolean {
    return this.#reporters.length > 0;
  }

  /** @returns how to detach it again */
  attach(reporter: Reporter): () => void {
    this.#reporters = [...this.#reporters, reporter];
    return () => {
      this.#reporters = this.#reporters.filter((each) => each !== reporter);
      if (!this.observed) this.live.clear();
    };
  }

  /** Whether places are remembered at all. */
  get capturesSites(): boolean {
    return this.#captureSites;
  }

  configure({ captureSites, stackDepth }: Pick<AgentSettings, 'captureSites' | 'stackDepth'>): void {
    this.#captureSites = captureSites ?? this.#captureSites;
    if (stackDepth !== undefined) this.sites.depth = stackDepth;
  }

  report<K extends EventKind>(kind: K, fields: Fields<K>): void {
    // Asking for the time is most of what a report costs that nobody hears.
    if (!this.observed) return;
    const time = (this.#reportedAt = platform.now());
    for (const reporter of this.#reporters) reporter.write(kind, time, fields);
  }

  /** When the last event was, ms since the time origin: for whom asking the clock once more is too dear. */
  get reportedAt(): number {
    return this.#reportedAt;
  }

  /**
   * The user's stack, where it is wanted; innermost first.
   * @param above a function that is on the stack and that no frame of the user's is above of
   * @param hidden how many frames of our own there may be below it, if that is known
   */
  captureStack(above: Above, hidden?: number): readonly number[] {
    return this.observed && this.#captureSites ? this.sites.capture(above, hidden) : noStack;
  }

  /**
   * The same of what the program itself has called.
   * @returns undefined where somebody else has: Node, or the library
   */
  captureProgramStack(above: Above): readonly number[] | undefined {
    const stack = this.observed ? this.sites.captureCaller(above) : undefined;
    return stack && !this.#captureSites ? noStack : stack;
  }

  violated(fields: Omit<Fields<'violation'>, 'id'>, names: TaskNames): void {
    const violation: EventOf<'violation'> = { type: 'violation', time: platform.now(), id: this.nextId(), ...fields };
    for (const reporter of this.#reporters) reporter.write('violation', violation.time, violation);
    for (const reporter of this.#reporters) reporter.violated?.(violation, names);
  }

  /**
   * The task and the scope of the code that runs, by number. Asked by the debugger while the program is stopped: what has
   * been told up to now is sent first, so that the host sees the program as it is stopped.
   */
  whereabouts(): [task: number, scope: number] {
    for (const reporter of this.#reporters) reporter.flush?.();
    const frame = this.context.current;
    return [frame.task.id, innermostOpen(frame)?.id ?? 0];
  }

  /** The task that waits for a promise, where that is known. */
  taskOf(promise: object): TaskRecord | undefined {
    return this.awaiters.of(promise) ?? this.context.taskOf(promise);
  }

  /** The way in for the host; see `AgentCommand`. */
  command(json: string): void {
    this.onCommand?.(json);
  }

  startTask(task: TaskRecord): void {
    if (!this.observed) return;
    const announce = (): void =>
      this.report('task-started', {
        id: task.id,
        name: task.name,
        kind: task.kind,
        parent: task.parent?.id ?? 0,
        scope: task.scope?.id ?? 0,
        stack: [...task.stack],
      });
    this.live.set(task.id, { announce, task });
    announce();
  }

  /** @param promise what the end of `task` settles; nothing but the program may hold it */
  watchPromise(task: TaskRecord, promise: Promise<unknown>): void {
    if (this.observed) this.#promises.register(promise, task);
  }

  /** The promise of a task was garbage-collected: nobody heeds it any more, or nobody can settle it. */
  #lost(task: TaskRecord): void {
    if (task.state !== 'running') return;
    this.live.delete(task.id);
    this.report('task-collected', { id: task.id });
  }

  /**
   * Ends a task, and reports the scopes it left open. That a response is complete, or its client gone, is no end of the
   * handler: the scopes of a request may be left after it.
   */
  endTask(task: TaskRecord, status: TaskStatus, error: string | null): void {
    if (task.state !== 'running') return;
    task.state = status;
    if (task.kind !== 'http') for (const scope of task.open ?? []) scope.outlive(task);
    this.live.delete(task.id);
    this.report('task-ended', { id: task.id, status, error });
  }
}

/** The runtime of this thread, made if there is none. */
export function sharedRuntime(): Runtime {
  const key = Symbol.for(agentRegistryKey);
  const found: unknown = Reflect.get(globalThis, key);
  if (isRuntime(found)) return found;
  const made = new Runtime();
  // A runtime of another protocol stays where it is; this copy of the library then works unobserved.
  if (found === undefined) {
    Object.defineProperty(globalThis, key, { value: made, enumerable: false, configurable: true });
  }
  return made;
}

/** Takes a runtime off the global object where no copy of the library in the program uses it. */
export function releaseRuntime(runtime: Runtime): void {
  const key = Symbol.for(agentRegistryKey);
  if (runtime.ownScripts.size <= 1 && Reflect.get(globalThis, key) === runtime) Reflect.deleteProperty(globalThis, key);
}

/** By its protocol and not by its class: the agent and each copy of the library bring a class of their own. */
const isRuntime = (value: unknown): value is Runtime =>
  typeof value === 'object' && value !== null && 'protocol' in value && value.protocol === protocolVersion;
