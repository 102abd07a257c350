import type { Socket } from 'node:net';
import type { DebugProtocol } from '@vscode/debugprotocol';

/** Sees every message and may change it in place, like a debug adapter tracker of an extension. */
export interface MessageTracker {
  onWillReceiveMessage(message: unknown): void;
  onDidSendMessage(message: unknown): void;
  onWillStopSession(): void;
  onExit(): void;
}

/** One line of a transcript: what the editor sent, or what it got. */
export interface Traffic {
  direction: 'sent' | 'received';
  message: DebugProtocol.Request | DebugProtocol.Response | DebugProtocol.Event;
}

interface Waiting {
  ofEditor: boolean;
  resolve: (body: unknown) => void;
  reject: (error: Error) => void;
}

/** The editor's end of the connection to a debug adapter. */
export class DapConnection {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onTraffic: (traffic: Traffic) => void;
  #tracker: MessageTracker | undefined;
  #unread = Buffer.alloc(0);
  #lastSeq = 0;

  /** @param onTraffic gets what the editor itself sends and receives, as the editor sees it */
  constructor(socket: Socket, onTraffic: (traffic: Traffic) => void) {
    this.#socket = socket;
    this.#onTraffic = onTraffic;
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The debug adapter is gone.'));
      this.#waiting.clear();
      this.#tracker?.onExit();
    });
    socket.on('error', () => socket.destroy());
  }

  set tracker(tracker: MessageTracker | undefined) {
    this.#tracker = tracker;
  }

  /** A request of the editor. */
  request<T = unknown>(command: string, arguments_?: object): Promise<T> {
    return this.#send(command, arguments_, true) as Promise<T>;
  }

  /** A request of an extension: it passes the tracker too, but the editor does not see it. */
  customRequest(command: string, arguments_?: unknown): Promise<unknown> {
    return this.#send(command, arguments_, false);
  }

  stop(): void {
    this.#tracker?.onWillStopSession();
  }

  close(): void {
    this.#socket.destroy();
  }

  #send(command: string, arguments_: unknown, ofEditor: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const seq = (this.#lastSeq += 1);
      const message = { seq, type: 'request', command, arguments: arguments_ ?? {} };
      this.#waiting.set(seq, { ofEditor, resolve, reject });
      if (ofEditor) this.#onTraffic({ direction: 'sent', message: structuredClone(message) });
      this.#tracker?.onWillReceiveMessage(message);
      const text = JSON.stringify(message);
      this.#socket.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    });
  }

  #receive(data: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, data]);
    for (let body = this.#takeBody(); body !== undefined; body = this.#takeBody()) {
      const message = JSON.parse(body) as DebugProtocol.Response | DebugProtocol.Event;
      this.#tracker?.onDidSendMessage(message);
      if ('request_seq' in message) this.#settle(message);
      else this.#onTraffic({ direction: 'received', message });
    }
  }

  #takeBody(): string | undefined {
    const headerEnd = this.#unread.indexOf('\r\n\r\n');
    if (headerEnd < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/.exec(this.#unread.toString('latin1', 0, headerEnd))?.[1]);
    const start = headerEnd + 4;
    if (this.#unread.length < start + length) return undefined;
    const body = this.#unread.toString('utf8', start, start + length);
    this.#unread = this.#unread.subarray(start + length);
    return body;
  }

  #settle(response: DebugProtocol.Response): void {
    const waiting = this.#waiting.get(response.request_seq);
    this.#waiting.delete(response.request_seq);
    if (waiting?.ofEditor) this.#onTraffic({ direction: 'received', message: response });
    if (response.success) waiting?.resolve(response.body);
    else waiting?.reject(new Error(response.message ?? JSON.stringify(response.body)));
  }
}
