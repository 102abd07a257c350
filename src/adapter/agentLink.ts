import type { Disposable } from '../common/disposable.ts';
import type { AgentCommand, AgentRequest } from '../protocol/commands.ts';
import type { EventOf } from '../protocol/events.ts';

/** What became of a command. */
export interface CommandResult {
  ok: boolean;
  /** For a person. */
  message: string;
  /** ms the program would stand still for it, where it was refused for that. */
  pause?: number;
}

/** The way to the agent in one program. */
export interface AgentLink extends Disposable {
  /**
   * Asks the agent to do something.
   *
   * @throws Error with a sentence for a person when no answer comes: no agent, time over, program ended
   */
  request(request: AgentRequest): Promise<CommandResult>;
}

interface Waiting {
  settle(result: CommandResult | Error): void;
}

/** Gives commands their ids and finds the answer of each. */
export class PendingCommands {
  readonly #waiting = new Map<string, Waiting>();
  #last = 0;

  /**
   * @param timeout ms until `onTimeout` decides what to say
   * @param send passes the command on; it may call `fail` or `finish` with the id at any time
   */
  start(
    request: AgentRequest,
    timeout: number,
    onTimeout: () => Error,
    send: (command: AgentCommand) => void,
  ): Promise<CommandResult> {
    const id = `c${(this.#last += 1)}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(id, onTimeout()), timeout);
      this.#waiting.set(id, {
        settle(result) {
          clearTimeout(timer);
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      });
      send({ ...request, command: id });
    });
  }

  /** The agent's answer arrived; one that nobody waits for any more is ignored. */
  onDone(event: EventOf<'command-done'>): void {
    this.finish(event.command, {
      ok: event.ok,
      message: event.message,
      ...(event.pause > 0 && { pause: event.pause }),
    });
  }

  finish(id: string, result: CommandResult): void {
    this.#take(id)?.settle(result);
  }

  fail(id: string, error: Error): void {
    this.#take(id)?.settle(error);
  }

  /** @param error for everyone who still waits */
  failAll(error: Error): void {
    for (const id of this.#waiting.keys()) this.fail(id, error);
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
