import { readFileSync } from 'node:fs';
import { type AgentLink } from '../../src/adapter/agentLink.ts';
import { withAgent } from '../../src/adapter/launchEnvironment.ts';
import { SessionTracker } from '../../src/adapter/sessionTracker.ts';
import type { AgentEvent, ProgramKey } from '../../src/protocol/events.ts';
import type { DebugSetup, HeadlessSession } from '../support/headless/headlessDebugger.ts';

/** What came from the agents of one run. */
export interface Heard {
  events: { program: ProgramKey; event: AgentEvent }[];
  log: string[];
  /** The links that are open, by session. */
  links: Map<HeadlessSession, AgentLink>;
}

/**
 * Adds to an editor's setup what the extension adds: the agent in the environment and a tracker on each session.
 *
 * @param preloadPath absolute path of the agent bundle
 */
export function withAsyncScope(setup: DebugSetup, preloadPath: string): { setup: DebugSetup; heard: Heard } {
  const heard: Heard = { events: [], log: [], links: new Map() };
  const readFile = (path: string): string => readFileSync(path, 'utf8');
  const { configuration, problem } = withAgent(setup.configuration, { preloadPath, settings: {}, readFile });
  if (problem !== undefined) heard.log.push(problem);
  return { heard, setup: { ...setup, configuration, track: (session) => tracker(session, preloadPath, heard) } };
}

function tracker(session: HeadlessSession, preloadPath: string, heard: Heard): SessionTracker {
  return new SessionTracker({
    session: {
      id: session.id,
      name: session.name,
      isTarget: session.isTarget,
      customRequest: (command, args) => session.dap.customRequest(command, args),
    },
    preloadPath,
    log: (message) => heard.log.push(message),
    onEvents: (program, events) => heard.events.push(...events.map((event) => ({ program, event }))),
    onLink(link) {
      if (link) heard.links.set(session, link);
      else heard.links.delete(session);
    },
    describe: (program, { cause, name }) => ({
      title: `Cancel-scope error: ${cause}`,
      sentence: `Scope "${name}" of program ${program} was broken.`,
      usualCauses: ['a generator left in another task'],
    }),
  });
}
