import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CdpAddress } from '../../../src/common/cdpClient.ts';
import { eventKinds } from '../../../src/protocol/events.ts';
import { bindingName } from '../../../src/protocol/version.ts';

export interface CdpCall {
  id: number;
  method: string;
  params: Record<string, unknown>;
}

/** Answers a call: a result, an error text, or undefined for no answer at all. */
type Answer = (call: CdpCall) => object | string | undefined;

/** The debugger's shared connection to a program, as far as the link uses it. */
export class FakeProgram {
  readonly calls: CdpCall[] = [];
  answer: Answer = ({ method }) => {
    if (method === 'Debugger.setBreakpointByUrl') return { breakpointId: 'trap-1', locations: [] };
    return method === 'Runtime.evaluate' ? { result: { type: 'boolean', value: true } } : {};
  };
  readonly #server: WebSocketServer;
  readonly #sockets = new Set<WebSocket>();
  readonly #watchers = new Set<() => void>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('message', (data: Buffer) => this.#receive(socket, JSON.parse(data.toString()) as CdpCall));
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<FakeProgram> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/secret' });
    await once(server, 'listening');
    return new FakeProgram(server);
  }

  get address(): CdpAddress {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port, path: '/secret' };
  }

  get methods(): string[] {
    return this.calls.map(({ method }) => method);
  }

  /** Waits for a call of a method; the newest one is returned. */
  called(method: string, times = 1): Promise<CdpCall> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.calls.filter((call) => call.method === method)[times - 1];
        if (!found) return;
        this.#watchers.delete(look);
        resolve(found);
      };
      this.#watchers.add(look);
      look();
    });
  }

  emit(method: string, params: object): void {
    this.sendRaw(JSON.stringify({ method, params }));
  }

  sendRaw(text: string): void {
    for (const socket of this.#sockets) socket.send(text);
  }

  /** Sends one batch as the agent would, from rows of `[kind, time, …fields]`. */
  sendEvents(...rows: [kind: string, ...fields: unknown[]][]): void {
    const coded = rows.map(([kind, ...fields]) => [(eventKinds as string[]).indexOf(kind), ...fields]);
    this.sendBatch(JSON.stringify({ v: 1, program: '7/0', rows: coded }));
  }

  sendBatch(payload: string, name = bindingName): void {
    this.emit('Runtime.bindingCalled', { name, payload, executionContextId: 1 });
  }

  /** The program dies: all connections end. */
  drop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  stop(): void {
    this.drop();
    this.#server.close();
  }

  #receive(socket: WebSocket, call: CdpCall): void {
    this.calls.push(call);
    const answer = this.answer(call);
    if (typeof answer === 'string') socket.send(JSON.stringify({ id: call.id, error: { code: -1, message: answer } }));
    else if (answer) socket.send(JSON.stringify({ id: call.id, result: answer }));
    for (const watch of this.#watchers) watch();
  }
}

/** The command in the expression of an evaluation. */
export function commandIn(call: CdpCall): { command: string; type: string } {
  const literal = /agent\.command\(("(?:[^"\\]|\\.)*")\)/.exec(String(call.params['expression']))?.[1] ?? '""';
  return JSON.parse(JSON.parse(literal) as string) as { command: string; type: string };
}
