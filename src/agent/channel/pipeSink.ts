import { writeSync } from 'node:fs';
import { type Socket, connect } from 'node:net';
import { platform } from '../platform.ts';
import type { Sink } from './sink.ts';

export interface PipeSinkOptions {
  /** Path of the local pipe or Unix socket. */
  path: string;
  /** Shown first; without it the host listens to nothing. */
  token: string;
  /** The process and thread, `pid/thread`. */
  program: string;
  /** One command as JSON. */
  onCommand(json: string): void;
  /** It is ready again after it was not. */
  onReady(): void;
}

/** Characters that may wait here before no more batches are taken. */
const highWater = 4_000_000;
/** ms after which a host that takes nothing more is waited for no longer, when what is sent has to be sent at once. */
const longestPause = 200;
/** ms after which one that takes little is not either. */
const longestWrite = 2_000;

/** Sends over a local pipe. The socket never keeps the program alive, and its failures never reach the program. */
export class PipeSink implements Sink {
  readonly debugger = false;
  readonly #options: PipeSinkOptions;
  readonly #socket: Socket;
  /** Lines the socket has not been given. */
  #waiting: string[];
  #waitingSize = 0;
  /** The one line the socket was given and has not written whole. */
  #inFlight: string | undefined;
  #incoming = '';
  #connected = false;
  #closed = false;

  constructor(options: PipeSinkOptions) {
    this.#options = options;
    this.#waiting = [`${JSON.stringify({ token: options.token, program: options.program })}\n`];
    this.#socket = connect(options.path);
    this.#socket.unref();
    this.#socket.setEncoding('utf8');
    // A host that went away is no concern of the program.
    this.#socket.on('error', () => this.close());
    this.#socket.on('close', () => this.close());
    this.#socket.on('data', (text) => this.#receive(String(text)));
    this.#socket.on('connect', () => {
      this.#connected = true;
      this.#pump();
    });
  }

  get ready(): boolean {
    return this.#waitingSize < highWater;
  }

  send(batch: string): void {
    if (this.#closed) return;
    this.#waiting.push(`${batch}\n`);
    this.#waitingSize += batch.length;
    this.#pump();
  }

  sendSync(batch: string): void {
    if (this.#closed) return;
    const fd = this.#descriptor();
    if (fd === undefined) {
      this.send(batch);
      return;
    }
    // A line that was written in part is ended and sent again: the host skips the part.
    const again = this.#inFlight === undefined ? '' : `\n${this.#inFlight}`;
    const text = `${again}${this.#waiting.join('')}${batch}\n`;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#inFlight = undefined;
    // What is lost is known by that: no `bye` comes before the end, as with a program that was killed.
    if (!writeFully(fd, Buffer.from(text))) this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#socket.destroy();
  }

  #pump(): void {
    const wasReady = this.ready;
    while (this.#connected && this.#inFlight === undefined) {
      const line = this.#waiting.shift();
      if (line === undefined) break;
      this.#waitingSize = Math.max(0, this.#waitingSize - line.length + 1);
      this.#inFlight = line;
      this.#socket.write(line, () => {
        if (this.#inFlight !== line) return;
        this.#inFlight = undefined;
        this.#pump();
      });
      // The kernel took all of it; its callback only comes later.
      if (this.#socket.writableLength === 0) this.#inFlight = undefined;
    }
    if (!wasReady && this.ready) this.#options.onReady();
  }

  /** The socket's file descriptor: Node has no public way to write to a socket synchronously. */
  #descriptor(): number | undefined {
    const handle: unknown = Reflect.get(this.#socket, '_handle');
    const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
    return typeof fd === 'number' && fd >= 0 ? fd : undefined;
  }

  #receive(text: string): void {
    const lines = (this.#incoming + text).split('\n');
    this.#incoming = lines.pop() ?? '';
    for (const line of lines) if (line !== '') this.#options.onCommand(line);
  }
}

/** @returns whether the host took all of it in time */
function writeFully(fd: number, bytes: Buffer): boolean {
  const began = platform.now();
  let tookAt = began;
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
      tookAt = platform.now();
    } catch (error) {
      // Full: its reader is another process and may make room. Anything else: there is no reader any more.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      const now = platform.now();
      if (now - tookAt > longestPause || now - began > longestWrite) return false;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
  return true;
}
