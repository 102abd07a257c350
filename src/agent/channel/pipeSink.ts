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
/** ms after which it is tried again whether the host has made room. */
const tryAgainAfter = 5;

/** Sends over a local pipe. The socket never keeps the program alive, and its failures never reach the program. */
export class PipeSink implements Sink {
  readonly debugger = false;
  readonly #options: PipeSinkOptions;
  readonly #socket: Socket;
  /** Lines the socket has not been given. */
  #waiting: string[];
  #waitingSize = 0;
  /** What the kernel has not taken of the line that was written last. */
  #rest: Buffer | undefined;
  /** Where there is no descriptor to write to: the one line the socket was given and has not written. */
  #inFlight: string | undefined;
  #retry: NodeJS.Timeout | undefined;
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
    const text = Buffer.from(`${this.#waiting.join('')}${batch}\n`);
    const bytes = this.#rest === undefined ? text : Buffer.concat([this.#rest, text]);
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#rest = undefined;
    // What is lost is known by that: no `bye` comes before the end, as with a program that was killed.
    if (!writeFully(fd, bytes)) this.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#waitingSize = 0;
    this.#rest = undefined;
    platform.clearTimeout(this.#retry);
    this.#socket.destroy();
  }

  #pump(): void {
    const wasReady = this.ready;
    const fd = this.#connected ? this.#descriptor() : undefined;
    if (fd !== undefined) this.#write(fd);
    else if (this.#connected) this.#hand();
    if (!wasReady && this.ready) this.#options.onReady();
  }

  #next(): string | undefined {
    const line = this.#waiting.shift();
    if (line !== undefined) this.#waitingSize = Math.max(0, this.#waitingSize - line.length + 1);
    return line;
  }

  /**
   * Writes as much as the kernel takes, and the rest later. A write that the socket has not finished would keep the
   * program alive for as long as the host does not read, although the socket itself does not.
   */
  #write(fd: number): void {
    while (!this.#closed) {
      const line = this.#rest ?? this.#next();
      if (line === undefined) return;
      const bytes = typeof line === 'string' ? Buffer.from(line) : line;
      const written = writeSome(fd, bytes);
      if (written === undefined) this.close();
      else this.#rest = written < bytes.length ? bytes.subarray(written) : undefined;
      if (this.#rest === undefined) continue;
      this.#retry ??= platform
        .setTimeout(() => {
          this.#retry = undefined;
          this.#pump();
        }, tryAgainAfter)
        .unref();
      return;
    }
  }

  /** Named pipes of Windows have no descriptor. */
  #hand(): void {
    while (this.#inFlight === undefined) {
      const line = this.#next();
      if (line === undefined) return;
      this.#inFlight = line;
      this.#socket.write(line, () => {
        this.#inFlight = undefined;
        this.#pump();
      });
      // The kernel took all of it; its callback only comes later.
      if (this.#socket.writableLength === 0) this.#inFlight = undefined;
    }
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

/** @returns how many bytes the kernel took; undefined: there is no reader any more */
function writeSome(fd: number, bytes: Buffer): number | undefined {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : undefined;
  }
}

/** @returns whether the host took all of it in time */
function writeFully(fd: number, bytes: Buffer): boolean {
  const began = platform.now();
  let tookAt = began;
  for (let written = 0; written < bytes.length; ) {
    const more = writeSome(fd, bytes.subarray(written));
    if (more === undefined) return false;
    written += more;
    const now = platform.now();
    if (more > 0) {
      tookAt = now;
      continue;
    }
    // Full: its reader is another process and may make room.
    if (now - tookAt > longestPause || now - began > longestWrite) return false;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
  return true;
}
