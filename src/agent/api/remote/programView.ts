import * as v from 'valibot';
import type { CdpEvent } from '../../../common/cdpClient.ts';
import { messageOf } from '../../../common/errors.ts';
import { platform } from '../../platform.ts';
import type { Breakpoints } from './breakpoints.ts';
import { capturedFrames, ownEvents } from './debugConnection.ts';
import type { CallFrame, DebugEventKind, DebugEventKinds, DebugEventOf, DebugEvents } from './debugEvents.ts';
import { consoleText, EvaluationError, type RemoteValue, remoteValue } from './remoteValue.ts';
import type { Scripts } from './scripts.ts';
import {
  breakpointResolvedSchema,
  type Captured,
  capturedSchema,
  consoleCalledSchema,
  pausedSchema,
  scriptParsedSchema,
  skippedSchema,
  type V8CallFrame,
} from './v8Protocol.ts';
import { warn } from './warn.ts';

export interface ProgramViewOptions {
  events: DebugEvents;
  scripts: Scripts;
  breakpoints: Breakpoints;
  /** Tell what the program writes with `console`. */
  console: boolean;
}

/** What V8 says of the program: kept as its state, and told as events of the session. */
export class ProgramView {
  readonly #options: ProgramViewOptions;
  #ended = false;
  #stop: DebugEventOf<'paused'> | undefined;
  #frames: readonly V8CallFrame[] = [];

  constructor(options: ProgramViewOptions) {
    this.#options = options;
  }

  get state(): 'running' | 'paused' | 'ended' {
    if (this.#ended) return 'ended';
    return this.#stop ? 'paused' : 'running';
  }

  /** How the program came to be paused; undefined while it is not. */
  get stop(): DebugEventOf<'paused'> | undefined {
    return this.#stop;
  }

  /** Where the program is paused, innermost first; empty while it runs. */
  get frames(): readonly V8CallFrame[] {
    return this.#frames;
  }

  receive({ method, params }: CdpEvent): void {
    try {
      this.#handlers[method]?.(params);
    } catch (error) {
      warn(`A message of V8 was not understood: ${method}: ${messageOf(error)}`);
    }
  }

  readonly #handlers: Readonly<Record<string, (params: Record<string, unknown>) => void>> = {
    'Debugger.scriptParsed': (params) => {
      const { scriptId, url, sourceMapURL } = v.parse(scriptParsedSchema, params);
      if (url === '') return;
      const script = this.#options.scripts.add(scriptId, url, sourceMapURL);
      if (sourceMapURL === '') return;
      this.#options.breakpoints.onScript(script).catch((error: unknown) => {
        if (!this.#ended) warn(`A breakpoint in ${url} could not be set: ${messageOf(error)}`);
      });
    },
    'Debugger.breakpointResolved': (params) => {
      const { breakpointId, location } = v.parse(breakpointResolvedSchema, params);
      this.#options.breakpoints.onResolved(breakpointId, location);
    },
    [ownEvents.captured]: (params) => this.#onCaptured(v.parse(capturedSchema, params)),
    [ownEvents.skipped]: (params) => {
      const { breakpoint, count } = v.parse(skippedSchema, params);
      this.#options.breakpoints.hit(breakpoint, count);
    },
    'Debugger.paused': (params) => {
      const { reason, hitBreakpoints, callFrames } = v.parse(pausedSchema, params);
      this.#frames = callFrames.slice(0, capturedFrames);
      const breakpoints = hitBreakpoints.flatMap((id) => this.#options.breakpoints.hit(id, 0)?.id ?? []);
      const about = { frames: this.placed(this.#frames), breakpoints };
      // Known before it is told: who hears of the stop may ask for it.
      this.#stop = eventOf('paused', { reason: breakpoints.length > 0 ? 'breakpoint' : reason, ...about });
      this.#options.events.add(this.#stop);
    },
    'Debugger.resumed': () => {
      if (!this.#stop) return;
      this.#stop = undefined;
      this.#frames = [];
      this.tell('resumed', {});
    },
    'Runtime.consoleAPICalled': (params) => {
      if (!this.#options.console) return;
      const { type, args } = v.parse(consoleCalledSchema, params);
      this.tell('console', { level: type, text: consoleText(args) });
    },
  };

  #onCaptured({ hits, callFrames, scopes, logs, paused }: Captured): void {
    const frames = this.placed(callFrames);
    const locals = new Map<string, RemoteValue>();
    for (const { name, value } of scopes.flatMap(({ result }) => result)) {
      // Of two variables of one name the inner one is meant.
      if (value && !locals.has(name)) locals.set(name, remoteValue(value));
    }
    for (const v8Id of hits) {
      const breakpoint = this.#options.breakpoints.hit(v8Id, 1);
      if (!breakpoint) continue;
      this.tell('breakpoint-hit', {
        breakpoint: breakpoint.id,
        frames,
        locals: [...locals].map(([name, value]) => ({ name, ...value })),
        log: logs[v8Id] && loggedValue(logs[v8Id]),
        paused,
      });
    }
  }

  placed(frames: readonly V8CallFrame[]): CallFrame[] {
    return frames.map(({ functionName, location }) => ({ fn: functionName, ...this.#options.scripts.place(location) }));
  }

  tell<K extends DebugEventKind>(kind: K, about: DebugEventKinds[K]): void {
    this.#options.events.add(eventOf(kind, about));
  }

  /** @returns whether it had not ended before */
  end(reason: string): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#stop = undefined;
    this.#frames = [];
    this.tell('ended', { reason });
    return true;
  }
}

function eventOf<K extends DebugEventKind>(kind: K, about: DebugEventKinds[K]): DebugEventOf<K> {
  const event: unknown = { kind, time: platform.timeOrigin + platform.now(), ...about };
  return event as DebugEventOf<K>;
}

function loggedValue({ result, exceptionDetails }: Captured['logs'][string]): RemoteValue | { error: string } {
  return exceptionDetails ? { error: new EvaluationError(exceptionDetails).message } : remoteValue(result);
}
