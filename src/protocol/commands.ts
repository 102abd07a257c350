import * as v from 'valibot';
import { causeClasses } from './causeClasses.ts';
import type { ProblemFacts } from './problemFacts.ts';

export const detailLevels = [0, 1, 2] as const;
export type DetailLevel = (typeof detailLevels)[number];

/** What the agent may be told at start (`ASYNC_SCOPE_SETTINGS`) and while it runs (`configure`). */
export const agentSettingsSchema = v.partial(
  v.object({
    /** Emit events at all. */
    enabled: v.boolean(),
    /** 0: what the library tells; 1: also what Node and packages announce; 2: also what has to be looked for. */
    detail: v.picklist(detailLevels),
    /** Remember where scopes were entered, tasks spawned, locks taken. */
    captureSites: v.boolean(),
    /** Frames kept of each stack. */
    stackDepth: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)),
    /** Stop the debugger at a violation. */
    trap: v.boolean(),
    /** The cause classes at which it may stop; the debugger's own condition then decides. */
    trapClasses: v.array(v.picklist(causeClasses)),
    /** How often CPU, memory and event loop are measured, ms; 0: never. */
    systemEvery: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600_000)),
  }),
);
export type AgentSettings = v.InferOutput<typeof agentSettingsSchema>;

const command = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const problem = v.object({
  class: v.string(),
  name: v.string(),
  scope: v.string(),
  lock: v.string(),
  session: v.string(),
  task: v.string(),
  owner: v.string(),
  reason: v.string(),
  file: v.string(),
  function: v.string(),
  site: v.string(),
}) satisfies v.GenericSchema<ProblemFacts>;
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Everything a host can ask of the agent. Each is answered by one `command-done` event with the same `command` id. */
export const commandSchema = v.variant('type', [
  /** Run the last failed operation `operation` again, in a fresh scope with a fresh signal. */
  v.object({ type: v.literal('retry'), command, operation: id }),
  v.object({ type: v.literal('cancel-scope'), command, scope: id, reason: v.string() }),
  v.object({ type: v.literal('cancel-task'), command, task: id, reason: v.string() }),
  /** Send all live state again: for a host that arrived late or lost history. */
  v.object({ type: v.literal('snapshot'), command }),
  v.object({ type: v.literal('configure'), command, settings: agentSettingsSchema }),
  /**
   * Say where every asynchronous function is suspended. The program stands still meanwhile; refused where it would for
   * more than `longestPause` ms.
   */
  v.object({
    type: v.literal('async-stacks'),
    command,
    longestPause: v.optional(v.pipe(v.number(), v.minValue(0))),
  }),
  /** Stop the debugger now, for a problem that only the host sees; see `ProblemFacts`. */
  v.object({ type: v.literal('stop'), command, about: problem }),
  /** Cancel the retry of `operation` that is running: its scope, and with it its signal. */
  v.object({ type: v.literal('cancel-retry'), command, operation: id, reason: v.string() }),
  /** Leave the program: undo all that was changed in it and say nothing more. */
  v.object({ type: v.literal('detach'), command }),
  /** The host is still there: see the lease of an agent that was put into a running program. */
  v.object({ type: v.literal('renew'), command }),
]);
export type AgentCommand = v.InferOutput<typeof commandSchema>;
/** A command before it was given its id. */
export type AgentRequest = AgentCommand extends infer C ? (C extends AgentCommand ? Omit<C, 'command'> : never) : never;
