import type { AgentLink } from '../../adapter/agentLink.ts';
import { messageOf } from '../../common/errors.ts';
import { t } from '../../common/l10n.ts';
import { durationPhrase } from '../../model/findings/phrases.ts';
import type { ProgramKey } from '../../protocol/events.ts';
import type { DebugRun } from './debugRun.ts';

/** ms a program may stand still when somebody has asked, before it is said how long it would be. */
export const shortPause = 1_000;
/** ms a program may stand still at a stop when nobody has asked: what the debugger wants to know waits as long. */
export const pauseAtStop = 500;

/** Why the asynchronous stacks of a program were not taken. */
export interface NotTaken {
  /** In a sentence for a person. */
  problem: string;
  /** ms the program would stand still for it, where that is the reason. */
  pause?: number;
}

/** Has programs tell where their asynchronous functions are suspended, and remembers why one did not. */
export class AsyncStackTaker {
  readonly #onChange: () => void;
  readonly #problems = new WeakMap<DebugRun, Map<ProgramKey, NotTaken>>();
  readonly #running = new Map<AgentLink, Promise<NotTaken | undefined>>();

  /** @param onChange called when there is something else to show */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Why the last attempt at a program came to nothing; undefined: it did not, or there was none. */
  problemOf(run: DebugRun, program: ProgramKey): string | undefined {
    return this.#problems.get(run)?.get(program)?.problem;
  }

  /**
   * Takes the stacks of one program into the model of its run.
   * @param longestPause ms the program may stand still for it; undefined: as long as it takes
   * @returns why it could not be; undefined: they were taken
   */
  async take(run: DebugRun, program: ProgramKey, longestPause: number | undefined): Promise<NotTaken | undefined> {
    const notTaken = await this.#attempt(run, program, longestPause);
    const problems = this.#problems.get(run) ?? new Map<ProgramKey, NotTaken>();
    this.#problems.set(run, problems);
    if (notTaken) problems.set(program, notTaken);
    else problems.delete(program);
    this.#onChange();
    return notTaken;
  }

  async #attempt(run: DebugRun, program: ProgramKey, longestPause: number | undefined): Promise<NotTaken | undefined> {
    if (run.model.programs.get(program)?.endedAt !== undefined) {
      return { problem: t('The async stacks cannot be taken any more: the program has ended.') };
    }
    const link = run.linkOf(program);
    if (!link) return { problem: t('The async stacks cannot be taken: there is no link to the program.') };
    // One after the other: where a program stops while somebody asks, both want the answer.
    while (this.#running.has(link)) await this.#running.get(link);
    const asking = ask(link, longestPause);
    this.#running.set(link, asking);
    try {
      return await asking;
    } finally {
      this.#running.delete(link);
    }
  }
}

async function ask(link: AgentLink, longestPause: number | undefined): Promise<NotTaken | undefined> {
  try {
    const limit = longestPause === undefined ? {} : { longestPause };
    const { ok, message, pause } = await link.request({ type: 'async-stacks', ...limit });
    if (ok) return undefined;
    return pause === undefined ? { problem: cannot(message) } : { problem: tooLong(pause), pause };
  } catch (error) {
    return { problem: cannot(messageOf(error)) };
  }
}

const cannot = (reason: string): string => t('The async stacks cannot be taken: {0}', reason);

const tooLong = (pause: number): string =>
  t(
    'Not taken, because the program would stand still for about {0}: its heap is large. “Show Async Stacks” takes them all the same.',
    durationPhrase(pause),
  );
