import { readFileSync } from 'node:fs';
import type { AgentLink } from '../../src/adapter/agentLink.ts';
import { withAgent } from '../../src/adapter/launchEnvironment.ts';
import { injectionInto } from '../../src/adapter/lateInjection.ts';
import { SessionTracker, type SessionTrackerOptions } from '../../src/adapter/sessionTracker.ts';
import type { AgentEvent, EventKind, EventOf, ProgramKey } from '../../src/protocol/events.ts';
import type { DebugSetup, HeadlessSession } from '../support/headless/headlessDebugger.ts';

/** ms; short, so that a test of what happens after it need not last long. */
const lease = 3_000;

/** What came from the agents of one run. */
export class Heard {
  readonly events: { program: ProgramKey; event: AgentEvent }[] = [];
  readonly log: string[] = [];
  /** The links that are open, by session. */
  readonly links = new Map<HeadlessSession, AgentLink>();
  readonly trackers = new Map<HeadlessSession, SessionTracker>();
  readonly #watchers = new Set<() => void>();

  add(program: ProgramKey, events: readonly AgentEvent[]): void {
    this.events.push(...events.map((event) => ({ program, event })));
    for (const watch of this.#watchers) watch();
  }

  /** The first event that is accepted, as soon as it is there. */
  until<E extends AgentEvent>(accept: (event: AgentEvent) => event is E): Promise<E> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.events.map(({ event }) => event).find(accept);
        if (!found) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

/** Accepts events of one kind. */
export const eventOf =
  <K extends EventKind>(kind: K) =>
  (event: AgentEvent): event is AgentEvent & EventOf<K> =>
    event.type === kind;

/**
 * Adds to an editor's setup what the extension adds: the agent in the environment and a tracker on each session.
 *
 * @param preloadPath absolute path of the agent bundle
 * @param more what the trackers answer besides
 */
export function withAsyncScope(
  setup: DebugSetup,
  preloadPath: string,
  more: (heard: Heard) => Partial<SessionTrackerOptions> = () => ({}),
): { setup: DebugSetup; heard: Heard } {
  const heard = new Heard();
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  const options = { guardPath: preloadPath, settings: {}, readFile };
  const { configuration, problem } = withAgent(setup.configuration, options);
  if (problem !== undefined) heard.log.push(problem);
  let root: HeadlessSession | undefined;
  const track = (session: HeadlessSession): SessionTracker => {
    root ??= session;
    const late = lateFor(root.configuration, preloadPath);
    return tracker(session, preloadPath, heard, { late, ...more(heard) });
  };
  return { heard, setup: { ...setup, configuration, track } };
}

function lateFor(root: Record<string, unknown>, guardPath: string): SessionTrackerOptions['late'] {
  const kind = injectionInto(root, guardPath);
  return kind === 'always' || kind === 'where-missing' ? { kind, guardPath, settings: '{}', lease } : undefined;
}

function tracker(
  session: HeadlessSession,
  preloadPath: string,
  heard: Heard,
  more: Partial<SessionTrackerOptions>,
): SessionTracker {
  const made = new SessionTracker({
    onObstacle: (sentence) => heard.log.push(sentence),
    session: {
      id: session.id,
      name: session.name,
      isTarget: session.isTarget,
      customRequest: (command, args) => session.dap.customRequest(command, args),
    },
    preloadPath,
    log: (message) => heard.log.push(message),
    onEvents: (program, events) => heard.add(program, events),
    onLink(link) {
      if (link) heard.links.set(session, link);
      else heard.links.delete(session);
    },
    describe: (program, { cause, name }) => ({
      title: `Cancel-scope error: ${cause}`,
      sentence: `Scope "${name}" of program ${program} was broken.`,
      usualCauses: ['a generator left in another task'],
    }),
    ...more,
  });
  heard.trackers.set(session, made);
  return made;
}
