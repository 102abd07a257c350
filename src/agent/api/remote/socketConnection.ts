import * as v from 'valibot';
import { type CdpAddress, CdpClient, type CdpEvent } from '../../../common/cdpClient.ts';
import { type Event, Emitter } from '../../../common/emitter.ts';
import { ExpectedError, messageOf } from '../../../common/errors.ts';
import {
  capturedFrames,
  type DebugConnection,
  ownEvents,
  ownScopes,
  pauseGroup,
  type StopPlan,
} from './debugConnection.ts';
import {
  type Captured,
  evaluatedSchema,
  pausedSchema,
  propertiesSchema,
  type V8CallFrame,
  type V8Paused,
} from './v8Protocol.ts';
import { warn } from './warn.ts';

/** ms for each step of a capture. */
const captureTimeout = 2_000;
/** ms a `log` expression may run. */
const logTimeout = 1_000;

/** The inspector of another process, over its web socket. */
export class SocketConnection implements DebugConnection {
  readonly url: string;
  readonly #cdp: CdpClient;
  readonly #plans = new Map<string, StopPlan>();
  readonly #events = new Emitter<CdpEvent>(warn);
  readonly #closed = new Emitter<string>(warn);
  /** A step or a pause was asked for: the next stop is that, whatever breakpoint is there. */
  #stopWanted = false;
  /** Evaluated in the program before the connection is closed. */
  #farewell: string | undefined;
  /** Resolves when the connection has ended, by whomever. */
  readonly #gone: Promise<void>;
  #capturing: Promise<void> = Promise.resolve();
  #isOver = false;
  #closing: Promise<void> | undefined;

  private constructor(url: string, cdp: CdpClient, farewell: string | undefined) {
    this.url = url;
    this.#cdp = cdp;
    this.#farewell = farewell;
    cdp.unref();
    cdp.onEvent((event) => this.#onEvent(event));
    this.#gone = new Promise((resolve) => {
      cdp.onClosed(() => {
        resolve();
        if (!this.#closing) this.#end('the connection to the program ended');
        this.#isOver = true;
      });
    });
  }

  /**
   * @param timeout ms
   * @param farewell evaluated in the program before the connection is closed
   * @throws ExpectedError when nobody answers there as an inspector does
   */
  static async open(address: CdpAddress, timeout: number, farewell?: string): Promise<SocketConnection> {
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    const url = `ws://${host}:${address.port}${address.path}`;
    try {
      return new SocketConnection(url, await CdpClient.connect(address, timeout, warn), farewell);
    } catch (error) {
      throw new ExpectedError(
        `No inspector answers at ${url} (${messageOf(error)}). Start the program with --inspect and use the address it prints.`,
      );
    }
  }

  get onEvent(): Event<CdpEvent> {
    return this.#events.event;
  }

  get onClosed(): Event<string> {
    return this.#closed.event;
  }

  send(method: string, params: Record<string, unknown>, timeout: number): Promise<Record<string, unknown>> {
    if (/^Debugger\.(step|pause)/.test(method)) this.#stopWanted = true;
    return this.#cdp.send(method, params, timeout);
  }

  async setBreakpoint(
    params: Record<string, unknown>,
    plan: StopPlan,
    timeout: number,
  ): Promise<Record<string, unknown>> {
    const result = await this.#cdp.send('Debugger.setBreakpointByUrl', params, timeout);
    this.#plans.set(String(result['breakpointId']), plan);
    return result;
  }

  settled(): Promise<void> {
    return this.#capturing;
  }

  close(): Promise<void> {
    this.#isOver = true;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#farewell !== undefined) {
      const params = { expression: this.#farewell, includeCommandLineAPI: true };
      // A program that is ending anyway need not be told.
      await this.#cdp.send('Runtime.evaluate', params, captureTimeout).catch(() => undefined);
    }
    this.#cdp.close();
    await this.#gone;
  }

  #onEvent(event: CdpEvent): void {
    if (event.method === 'Debugger.paused') {
      this.#capturing = this.#onPaused(event).catch((error: unknown) => {
        if (!this.#isOver) warn(`A stop could not be read: ${messageOf(error)}`);
      });
      return;
    }
    this.#events.fire(event);
    // Node waits at its end until the debugger has gone, and executes nothing any more.
    if (event.method === 'Runtime.executionContextDestroyed' && event.params['executionContextId'] === 1) {
      this.#farewell = undefined;
      void this.close().then(() => this.#end('the program ended'));
    }
  }

  async #onPaused(event: CdpEvent): Promise<void> {
    const paused = v.parse(pausedSchema, event.params);
    // The plan of a breakpoint is known a moment after its first hit can be, when both came in one packet.
    await Promise.resolve();
    const hits = paused.hitBreakpoints.filter((id) => this.#plans.has(id));
    const stays = hits.length === 0 || this.#stopWanted || hits.some((id) => this.#plans.get(id)?.pause);
    this.#stopWanted = false;
    try {
      if (hits.length > 0) {
        const params = await this.#capture(paused, hits, stays);
        this.#events.fire({ method: ownEvents.captured, params });
      }
    } finally {
      if (stays) this.#events.fire(event);
      else await this.#cdp.send('Debugger.resume', {}, captureTimeout);
    }
  }

  async #capture({ callFrames }: V8Paused, hits: string[], paused: boolean): Promise<Captured> {
    const [top] = callFrames;
    const scopes: Captured['scopes'] = [];
    const logs: Captured['logs'] = {};
    for (const { type, object } of top?.scopeChain ?? []) {
      if (!ownScopes.includes(type)) continue;
      const which = { objectId: object.objectId, ownProperties: true, generatePreview: true };
      const properties = await this.#cdp.send('Runtime.getProperties', which, captureTimeout);
      scopes.push(v.parse(propertiesSchema, properties));
    }
    for (const id of hits) {
      const expression = this.#plans.get(id)?.log;
      if (expression !== undefined && top) logs[id] = await this.#log(top, expression);
    }
    return { hits, callFrames: callFrames.slice(0, capturedFrames), scopes, logs, paused };
  }

  async #log({ callFrameId }: V8CallFrame, expression: string): Promise<Captured['logs'][string]> {
    const options = { generatePreview: true, objectGroup: pauseGroup, timeout: logTimeout };
    try {
      const params = { callFrameId, expression, ...options };
      return v.parse(evaluatedSchema, await this.#cdp.send('Debugger.evaluateOnCallFrame', params, captureTimeout));
    } catch (error) {
      return { result: { type: 'undefined' }, exceptionDetails: { text: messageOf(error) } };
    }
  }

  #end(reason: string): void {
    this.#closed.fire(reason);
    this.#closed.dispose();
    this.#events.dispose();
  }
}
