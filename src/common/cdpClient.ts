import type { Socket } from 'node:net';
import * as v from 'valibot';
import { type RawData, WebSocket } from 'ws';
import { messageOf } from './errors.ts';
import { type Event, Emitter } from './emitter.ts';

/** Where an inspector, or a debugger that shares its connection, listens. */
export interface CdpAddress {
  host: string;
  port: number;
  path: string;
}

/** Something V8 reports by itself. */
export interface CdpEvent {
  method: string;
  params: Record<string, unknown>;
}

interface Pending {
  method: string;
  resolve: (result: Record<string, unknown>) => void;
  reject: (error: Error) => void;
}

/** ms */
const farewellTimeout = 1_000;

const record = v.record(v.string(), v.unknown());
const answerSchema = v.object({
  id: v.number(),
  result: v.optional(record),
  error: v.optional(v.object({ message: v.string() })),
});
const eventSchema = v.object({ method: v.string(), params: v.optional(record, {}) });
const messageSchema = v.union([answerSchema, eventSchema]);

/** A small client of the Chrome DevTools Protocol over a web socket. Every call has a time-out. */
export class CdpClient {
  readonly #socket: WebSocket;
  readonly #tcp: Socket | undefined;
  readonly #pending = new Map<number, Pending>();
  readonly #events: Emitter<CdpEvent>;
  readonly #closed: Emitter<undefined>;
  readonly #log: (message: string) => void;
  #lastId = 0;

  private constructor(socket: WebSocket, tcp: Socket | undefined, log: (message: string) => void) {
    this.#socket = socket;
    this.#tcp = tcp;
    this.#log = log;
    const onError = (error: unknown): void => log(`A listener of the debugger connection failed: ${messageOf(error)}`);
    this.#events = new Emitter(onError);
    this.#closed = new Emitter(onError);
    socket.on('message', (data) => this.#receive(data));
    socket.on('close', () => this.#onClose());
    socket.on('error', (error) => log(`The connection to the debugger failed: ${error.message}`));
  }

  /**
   * @param timeout ms
   * @throws Error when the debugger does not accept the connection in time
   */
  static async connect(address: CdpAddress, timeout: number, log: (message: string) => void): Promise<CdpClient> {
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    const socket = new WebSocket(`ws://${host}:${address.port}${address.path}`, {
      // Compression makes the connection several times slower, and it never leaves the machine.
      perMessageDeflate: false,
      handshakeTimeout: timeout,
    });
    let tcp: Socket | undefined;
    socket.once('upgrade', (response) => {
      tcp = response.socket;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return new CdpClient(socket, tcp, log);
  }

  get onEvent(): Event<CdpEvent> {
    return this.#events.event;
  }

  /** The connection has ended, by whomever; fires once. */
  get onClosed(): Event<undefined> {
    return this.#closed.event;
  }

  /**
   * @param timeout ms
   * @throws Error when V8 refuses, the connection ends or the time is over; the message names the method
   */
  send(method: string, params: Record<string, unknown>, timeout: number): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const id = (this.#lastId += 1);
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method} was not answered within ${timeout} ms.`));
      }, timeout);
      this.#pending.set(id, {
        method,
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      this.#socket.send(JSON.stringify({ id, method, params }), (error) => {
        if (error) this.#take(id)?.reject(new Error(`${method} could not be sent: ${error.message}`));
      });
    });
  }

  /** A connection that nobody waits on no longer keeps the process alive; a call that waits for its answer does. */
  unref(): void {
    this.#tcp?.unref();
  }

  /** Ends the connection; what is already on its way still arrives. */
  close(): void {
    this.#socket.close();
    // A debugger that has stopped no longer answers the farewell.
    const timer = setTimeout(() => this.#socket.terminate(), farewellTimeout);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #receive(data: RawData): void {
    let message: v.InferOutput<typeof messageSchema>;
    try {
      message = v.parse(messageSchema, JSON.parse(textOf(data)));
    } catch (error) {
      this.#log(`A message of the debugger was not understood: ${messageOf(error)}`);
      return;
    }
    if ('method' in message) {
      this.#events.fire(message);
      return;
    }
    const pending = this.#take(message.id);
    if (message.error) pending?.reject(new Error(`${pending.method} was refused: ${message.error.message}`));
    else pending?.resolve(message.result ?? {});
  }

  #onClose(): void {
    for (const [id, { method, reject }] of this.#pending) {
      this.#pending.delete(id);
      reject(new Error(`${method} was not answered: the connection to the program ended.`));
    }
    this.#closed.fire(undefined);
    this.#closed.dispose();
    this.#events.dispose();
  }
}

const textOf = (data: RawData): string =>
  (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8');
