import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AgentSettings } from '../../src/protocol/commands.ts';
import type { AgentEvent } from '../../src/protocol/events.ts';
import { environment } from '../../src/protocol/version.ts';
import { BatchDecoder } from '../../src/protocol/wire.ts';

/** A host at the other end of the agent's pipe that keeps what it hears. */
export class CollectingHost {
  readonly events: { program: string; event: AgentEvent }[] = [];
  readonly problems: string[] = [];
  /** What each connection showed first. */
  readonly greetings: { token: string; program: string }[] = [];
  readonly token = randomBytes(8).toString('hex');
  readonly #folder: string;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #watchers = new Set<() => void>();

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async open(): Promise<CollectingHost> {
    const host = new CollectingHost(await mkdtemp(join(tmpdir(), 'async-scope-host-')));
    host.#server.listen(host.#path);
    await once(host.#server, 'listening');
    return host;
  }

  get #path(): string {
    return join(this.#folder, 'agent.sock');
  }

  /** The environment that makes a program report here. */
  env(preload: string, settings: AgentSettings, nodeOptions = ''): Record<string, string> {
    return {
      NODE_OPTIONS: `${nodeOptions} --require ${JSON.stringify(preload)}`,
      [environment.pipe]: this.#path,
      [environment.token]: this.token,
      [environment.settings]: JSON.stringify(settings),
    };
  }

  /** The events of one kind. */
  of<K extends AgentEvent['type']>(kind: K): Extract<AgentEvent, { type: K }>[] {
    return this.events.flatMap(({ event }) => (event.type === kind ? [event as Extract<AgentEvent, { type: K }>] : []));
  }

  /** Resolves as soon as what was heard is as wanted. */
  until(accept: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!accept()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Resolves when every connection there was has ended and been read. */
  ended(): Promise<void> {
    return this.until(() => this.#open.size === 0);
  }

  /** Sends a command to every program that is connected. */
  send(command: object): void {
    for (const socket of this.#open) socket.write(`${JSON.stringify(command)}\n`);
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #serve(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => socket.destroy());
    const decoder = new BatchDecoder();
    let isFirst = true;
    const lines = createInterface({ input: socket });
    lines.on('close', () => {
      this.#open.delete(socket);
      this.#notify();
    });
    lines.on('line', (line) => {
      if (isFirst) this.greetings.push(JSON.parse(line) as { token: string; program: string });
      else this.#take(decoder, line);
      isFirst = false;
      this.#notify();
    });
  }

  #take(decoder: BatchDecoder, line: string): void {
    const { program, events, problems } = decoder.decode(line);
    // One by one: a batch of a busy machine has more events than a call can have arguments.
    for (const event of events) this.events.push({ program, event });
    this.problems.push(...problems);
  }

  #notify(): void {
    for (const watch of this.#watchers) watch();
  }
}
