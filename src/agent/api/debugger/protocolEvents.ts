import type { Location } from '../../../model/report/schema.ts';
import type { AgentEvent, EventKind, EventOf } from '../../../protocol/events.ts';
import { locate } from './locate.ts';
import type { Observation } from './observation.ts';

/** Kinds of events about scopes. */
export type ScopeEventKind = 'scope-entered' | 'scope-exited' | 'scope-cancelled' | 'violation';
/** Kinds of events about locks and sessions. */
export type ResourceEventKind = Extract<EventKind, `lock-${string}` | `session-${string}`>;

const scopeEventKinds: ReadonlySet<string> = new Set<ScopeEventKind>([
  'scope-entered',
  'scope-exited',
  'scope-cancelled',
  'violation',
]);

/** An event of the log as a person wants it: with its time of day and with places instead of their numbers. */
class LoggedEvent<K extends EventKind> {
  readonly #event: EventOf<K>;
  readonly #observation: Observation;

  /** @internal */
  constructor(event: EventOf<K>, observation: Observation) {
    this.#event = event;
    this.#observation = observation;
  }

  /** The kind of event. */
  get type(): K {
    return this.#event.type;
  }

  /** Unix time in ms. */
  get timestamp(): number {
    return this.#observation.program.timeOrigin + this.#event.time;
  }

  /** The task it is about or that caused it; 0: none is known. */
  get taskId(): number {
    return this.#number('task') ?? this.#number('currentTask') ?? 0;
  }

  /** What the event says besides, by the names of the protocol. */
  get details(): Omit<EventOf<K>, 'type' | 'time'> {
    const { type: _, time: __, ...details } = this.#event;
    return details;
  }

  /** Where it happened, innermost first; empty where no places are remembered. */
  get stack(): readonly Location[] {
    const fields: { stack?: unknown; exitStack?: unknown } = this.#event as object;
    const ids = (fields.stack ?? fields.exitStack ?? []) as readonly number[];
    const { key, sites } = this.#observation.program;
    return ids.flatMap((id) => {
      const site = sites.get(id);
      return site ? [locate(key, site)] : [];
    });
  }

  /** The event of the protocol, for JSON. */
  toDict(): EventOf<K> {
    return structuredClone(this.#event);
  }

  /** The same as `toDict`, for `JSON.stringify`. */
  toJSON(): EventOf<K> {
    return this.toDict();
  }

  /** @internal */
  protected field(name: string): number {
    return this.#number(name) ?? 0;
  }

  #number(name: string): number | undefined {
    const value: unknown = Reflect.get(this.#event, name);
    return typeof value === 'number' ? value : undefined;
  }
}

/** Something that happened to a cancel scope. */
export class ScopeEvent extends LoggedEvent<ScopeEventKind> {
  /** The scope it is about. */
  get scopeId(): number {
    return this.type === 'violation' ? this.field('scope') : this.field('id');
  }
}

/** Something that happened to a lock or a session. */
export class ResourceEvent extends LoggedEvent<ResourceEventKind> {
  /** The wait for a lock and the hold it became, or the session. */
  get resourceId(): number {
    return this.field('id');
  }
}

const isScopeEvent = (event: AgentEvent): event is EventOf<ScopeEventKind> & AgentEvent =>
  scopeEventKinds.has(event.type);
const isResourceEvent = (event: AgentEvent): event is EventOf<ResourceEventKind> & AgentEvent =>
  event.type.startsWith('lock-') || event.type.startsWith('session-');

/** Of the events in the log those about scopes, oldest first. */
export const scopeEventsOf = (observation: Observation): ScopeEvent[] =>
  [...observation.events].filter(isScopeEvent).map((event) => new ScopeEvent(event, observation));

/** Of the events in the log those about locks and sessions, oldest first. */
export const resourceEventsOf = (observation: Observation): ResourceEvent[] =>
  [...observation.events].filter(isResourceEvent).map((event) => new ResourceEvent(event, observation));
