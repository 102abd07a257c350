import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../common/errors.ts';
import type { AgentEvent, ProgramKey } from '../protocol/events.ts';
import { environment } from '../protocol/version.ts';
import { BatchDecoder } from '../protocol/wire.ts';
import { linesOf } from '../common/recording/lines.ts';

export interface EventServerOptions {
  /** Called for each batch; while what it returns is pending, no more is read from that program. */
  onEvents(program: ProgramKey, events: readonly AgentEvent[]): void | Promise<void>;
  /** A program's connection ended by itself: the program or thread is gone. */
  onEnd(program: ProgramKey): void | Promise<void>;
  /** One sentence for each thing that could not be read. */
  onProblem(sentence: string): void;
}

const handshakeSchema = v.object({ token: v.string(), program: v.string() });
/** ms a connection may take to show the secret. */
const handshakeTime = 5_000;
const longestLine = 64_000_000;
/** Bytes a Unix socket's path may have on every system (macOS allows 103). */
const longestSocketPath = 100;

/**
 * The local pipe through which the agents of a program and its children report. Only processes that were given the
 * secret are listened to; on systems with Unix sockets the folder is closed to other users besides.
 */
export class EventServer {
  readonly #options: EventServerOptions;
  readonly #server: Server;
  readonly #token = randomBytes(32).toString('hex');
  readonly #path: string;
  readonly #removeFolder: () => void;
  readonly #sockets = new Set<Socket>();
  readonly #serving = new Set<Promise<void>>();
  #closing = false;
  #closed: Promise<void> | undefined;
  #accepted = 0;

  private constructor(options: EventServerOptions, folder: string | undefined) {
    this.#options = options;
    this.#path =
      folder === undefined ? `\\\\.\\pipe\\async-scope-${randomBytes(16).toString('hex')}` : join(folder, 'agent.sock');
    this.#removeFolder = () => {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    };
    this.#server = createServer((socket) => {
      const serving = this.#serve(socket).finally(() => this.#serving.delete(serving));
      this.#serving.add(serving);
    });
  }

  /** @throws Error when no pipe can be made */
  static async listen(options: EventServerOptions): Promise<EventServer> {
    const server = new EventServer(options, process.platform === 'win32' ? undefined : await makeFolder());
    // Also when this process ends in a way nobody foresaw.
    process.on('exit', server.#removeFolder);
    try {
      server.#server.listen(server.#path);
      await once(server.#server, 'listening');
    } catch (error) {
      server.#forget();
      throw error;
    }
    return server;
  }

  /** What a program needs in its environment to report here. */
  get environment(): Record<string, string> {
    return { [environment.pipe]: this.#path, [environment.token]: this.#token };
  }

  /** Connections that have shown the secret so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /**
   * Reads what has been sent, then ends. Processes that ended have closed their connection; those that live on
   * (a service the program left behind) are cut off.
   *
   * @param grace ms to wait for connections that are still open
   */
  close(grace: number): Promise<void> {
    this.#closed ??= this.#close(grace);
    return this.#closed;
  }

  async #close(grace: number): Promise<void> {
    await this.#acceptAllWaiting();
    const all = (): Promise<unknown> => Promise.all(this.#serving);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise((resolve) => {
      timer = setTimeout(resolve, grace);
    });
    await Promise.race([all(), timeout]);
    clearTimeout(timer);
    this.#closing = true;
    for (const socket of this.#sockets) socket.destroy();
    await all();
    this.#server.close();
    this.#forget();
  }

  /** Connections are accepted in order: once one of ours has been seen, so have all that came before it. */
  async #acceptAllWaiting(): Promise<void> {
    try {
      const own = connect(this.#path);
      own.resume().end();
      await once(own, 'close');
    } catch (error) {
      // Somebody removed the temporary folder: what was connected before is still read.
      this.#options.onProblem(`The pipe to the program is broken: ${messageOf(error)}.`);
    }
  }

  #forget(): void {
    this.#removeFolder();
    process.removeListener('exit', this.#removeFolder);
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    const late = setTimeout(() => socket.destroy(), handshakeTime);
    // A reset is how a killed program's connection may end; the loop below ends with it.
    const programs = new Set<ProgramKey>();
    try {
      socket.setEncoding('utf8');
      const lines = linesOf(socket, longestLine);
      const first = await lines.next();
      clearTimeout(late);
      if (first.done === true || !this.#isOurs(first.value.text)) return;
      this.#accepted += 1;
      const decoder = new BatchDecoder();
      for await (const line of lines) if (line.complete) await this.#receive(decoder, line.text, programs);
    } catch (error) {
      if (!this.#closing && !isDisconnect(error)) this.#options.onProblem(messageOf(error));
    } finally {
      clearTimeout(late);
      socket.destroy();
      this.#sockets.delete(socket);
    }
    if (!this.#closing) for (const program of programs) await this.#options.onEnd(program);
  }

  async #receive(decoder: BatchDecoder, line: string, programs: Set<ProgramKey>): Promise<void> {
    const batch = decoder.decode(line);
    for (const problem of batch.problems) this.#options.onProblem(problem);
    programs.add(batch.program);
    await this.#options.onEvents(batch.program, batch.events);
  }

  #isOurs(line: string): boolean {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // Anything may knock here; who does not speak the language is turned away without a word.
      return false;
    }
    const handshake = v.safeParse(handshakeSchema, value);
    if (!handshake.success) return false;
    const shown = Buffer.from(handshake.output.token);
    const expected = Buffer.from(this.#token);
    return shown.length === expected.length && timingSafeEqual(shown, expected);
  }
}

const isDisconnect = (error: unknown): boolean =>
  ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(String((error as NodeJS.ErrnoException).code));

/** A folder only this user can enter (mkdtemp makes it so), with a path short enough for a socket. */
async function makeFolder(): Promise<string> {
  const prefix = 'async-scope-';
  const room = longestSocketPath - `${prefix}XXXXXX/agent.sock`.length - 1;
  const parent = Buffer.byteLength(tmpdir()) <= room ? tmpdir() : '/tmp';
  return mkdtemp(join(parent, prefix));
}
