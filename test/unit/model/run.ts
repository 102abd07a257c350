import { Model, type ModelOptions } from '../../../src/model/model.ts';
import type { Finding, Program } from '../../../src/model/state.ts';
import type { AgentEvent, EventKind, EventOf } from '../../../src/protocol/events.ts';

/** Unix ms at which the programs of these tests begin. */
export const origin = 1_700_000_000_000;

/** What an event holds unless a test says otherwise. */
const defaults: { [K in EventKind]: Omit<EventOf<K>, 'type' | 'time'> } = {
  hello: {
    protocol: 1,
    agent: '1',
    pid: 1,
    thread: 0,
    node: '24.0.0',
    title: 'app.js',
    cwd: '/app',
    timeOrigin: origin,
  },
  bye: { exitCode: 0, byItself: false },
  site: { id: 1, url: 'file:///app/app.js', line: 10, column: 3, fn: 'main' },
  dropped: { lost: 1 },
  'task-started': { id: 1, name: 'task', kind: 'task', parent: 0, scope: 0, stack: [] },
  'task-ended': { id: 1, status: 'completed', error: null },
  'scope-entered': { id: 1, name: 'scope', kind: 'scope', task: 0, parent: 0, timeout: null, shield: false, stack: [] },
  'scope-exited': { id: 1, task: 0, status: 'completed', error: null, stack: [] },
  'scope-cancelled': { id: 1, task: 0, cause: 0, reason: 'stop', stack: [] },
  'lock-waiting': {
    id: 1,
    lock: 'lock',
    kind: 'mutex',
    permits: 1,
    task: 0,
    scope: 0,
    stack: [],
    holding: [],
    object: 0,
    origin: 'library',
  },
  'lock-acquired': { id: 1 },
  'lock-released': { id: 1, acquired: true, task: 0, stack: [] },
  'session-opened': { id: 1, name: 'session', kind: 'sdk', task: 0, scope: 0, stack: [], origin: 'library' },
  'session-changed': { id: 1, state: 'active', detail: null },
  'session-closed': { id: 1, status: 'completed', error: null },
  'operation-registered': { id: 1, name: 'operation', task: 0, scope: 0, idempotent: true, stack: [] },
  'attempt-started': { operation: 1, attempt: 1, origin: 'program' },
  'attempt-ended': {
    operation: 1,
    attempt: 1,
    status: 'completed',
    error: null,
    retryable: false,
    retryIn: null,
    errorClass: null,
  },
  violation: {
    id: 99,
    cause: 'exited-in-another-task',
    scope: 0,
    other: 0,
    name: 'scope',
    ownerTask: 0,
    currentTask: 0,
    enterStack: [],
    exitStack: [],
    cancelReason: null,
  },
  'command-done': { command: '1', ok: true, message: '' },
  'recovery-chosen': { operation: 1, attempt: 1, strategy: 'retry', detail: null },
  'session-checked': { id: 1, healthy: true, latency: 1, detail: null },
  'scope-listened': { id: 1, task: 0, listeners: 1, abandoned: 0, stack: [] },
  'task-ran-on': { id: 1, stack: [] },
  'session-collected': { id: 1 },
  'task-collected': { id: 1 },
  'system-sampled': {
    cpu: 0,
    rss: 0,
    heapUsed: 0,
    heapTotal: 0,
    loopDelay: 0,
    loopDelayMax: 0,
    loopUtilization: 0,
    gcTime: 0,
    handles: 0,
  },
  'async-stack': { taken: 1, count: 1, task: 0, stack: [], through: [] },
  'async-stacks-taken': { id: 1, told: 1, stacks: 1, suspended: 1, promises: 1, took: 1 },
};

/** An event of which a test only says what matters to it; `time` is ms since the program began. */
export const eventOf = <K extends EventKind>(type: K, time: number, fields: Partial<EventOf<K>> = {}): EventOf<K> =>
  ({ ...defaults[type], ...fields, type, time }) as EventOf<K>;

/** A model and the program that feeds it. */
export class Run {
  readonly model: Model;
  readonly key: string;
  #time = 0;

  constructor(options: ModelOptions = {}, key = '1/0') {
    this.model = new Model(options);
    this.key = key;
    this.emit('hello');
  }

  get program(): Program {
    const program = this.model.programs.get(this.key);
    if (!program) throw new Error(`Program ${this.key} is not known.`);
    return program;
  }

  /** From now on events come `time` ms after the program began. */
  at(time: number): this {
    this.#time = time;
    return this;
  }

  emit<K extends EventKind>(type: K, fields: Partial<EventOf<K>> = {}): this {
    // One of the events, though TypeScript cannot follow which across the type parameter.
    const event: unknown = eventOf(type, this.#time, fields);
    this.model.apply(this.key, event as AgentEvent);
    return this;
  }

  /** The clock on the wall shows `time` ms after the program began. */
  tick(time: number): this {
    this.model.tick(origin + time);
    return this;
  }

  task(id: number, name: string, parent = 0): this {
    return this.emit('task-started', { id, name, parent, stack: [id * 100] });
  }

  /** Waits for a lock, and gets it. */
  acquire(id: number, lock: string, task: number, fields: Partial<EventOf<'lock-waiting'>> = {}): this {
    return this.wait(id, lock, task, fields).emit('lock-acquired', { id });
  }

  wait(id: number, lock: string, task: number, fields: Partial<EventOf<'lock-waiting'>> = {}): this {
    return this.emit('lock-waiting', { id, lock, task, stack: [id], ...fields });
  }

  found(kind: Finding['kind']): Finding[] {
    return this.model.findings.filter((finding) => finding.kind === kind);
  }

  /** The one finding of a kind. */
  only(kind: Finding['kind']): Finding {
    const [finding, ...others] = this.found(kind);
    if (!finding || others.length > 0) throw new Error(`There are ${others.length + (finding ? 1 : 0)} of ${kind}.`);
    return finding;
  }
}
