import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf } from '../common/errors.ts';
import type { AgentEvent, EventOf, ProgramKey } from '../protocol/events.ts';
import type { AgentLink } from './agentLink.ts';
import { DebuggerLink } from './debuggerLink.ts';
import type { LateInjection } from './lateInjection.ts';
import { isEvent } from './messages.ts';
import { rewritersFor } from './middleware/index.ts';
import type { StopText } from './middleware/exceptionInfo.ts';
import { Pipeline } from './pipeline.ts';
import { StopState } from './stopState.ts';
import { scriptUrlRegex, trapLine } from './trapLocation.ts';

/** ms the program is held at most before its first line. */
const longestHold = 500;

const addressSchema = v.object({ host: v.string(), port: v.number(), path: v.string() });

/** A debug session as far as the tracker needs it. */
interface TrackedSession {
  id: string;
  name: string;
  /** It debugs one program or thread, as opposed to the session that only groups those. */
  isTarget: boolean;
  customRequest(command: string, args?: unknown): Promise<unknown>;
}

export interface SessionTrackerOptions {
  session: TrackedSession;
  /** Absolute path of the agent bundle. */
  preloadPath: string;
  /** How the agent is put into a program that does not load it by itself; left out: it does, or is not to have it. */
  late?: Omit<LateInjection, 'text' | 'preloadPath'> | undefined;
  log: (message: string) => void;
  /** The agent cannot be put into the program, in a sentence for a person. */
  onObstacle?(sentence: string): void;
  /** Called for each batch that arrives. */
  onEvents(program: ProgramKey, events: readonly AgentEvent[]): void;
  /** The way to the agent opened, or closed (undefined). */
  onLink(link: AgentLink | undefined): void;
  /** A violation in words. */
  describe(program: ProgramKey, violation: EventOf<'violation'>): StopText;
}

/** Follows one debug session: rewrites its messages and links it to the agent before the program's first line. */
export class SessionTracker {
  readonly #options: SessionTrackerOptions;
  readonly #state = new StopState();
  readonly #pipeline: Pipeline;
  #stopAtViolations = true;
  #link: DebuggerLink | undefined;
  #ended = false;

  constructor(options: SessionTrackerOptions) {
    this.#options = options;
    const rewriters = rewritersFor({
      isTarget: options.session.isTarget,
      preloadPath: options.preloadPath,
      state: this.#state,
      describe: (program, violation) => options.describe(program, violation),
      onChecked: (checked) => this.#onChecked(checked),
      onHeld: () => void this.#linkAndRelease(),
      onUnheld: () => this.#log('this editor does not let debug messages be changed, so stops look like breakpoints'),
    });
    this.#pipeline = new Pipeline(rewriters, (message) => this.#log(message));
  }

  /** The way to the agent, while it is open. */
  get link(): AgentLink | undefined {
    return this.#link;
  }

  onWillReceiveMessage(message: unknown): void {
    this.#pipeline.fromEditor(message);
  }

  onDidSendMessage(message: unknown): void {
    if (isEvent(message)) {
      // They come by the hundred when a program starts.
      if (message.event === 'loadedSource') return;
      if (message.event === 'terminated') this.#end();
    }
    this.#pipeline.fromDebugger(message);
  }

  onWillStopSession(): void {
    this.#end();
  }

  onExit(): void {
    this.#end();
  }

  /** The debugger is about to leave the program running: an agent that was put into it goes. Any other stays. */
  leave(): void {
    if (this.#options.late) this.#end();
  }

  dispose(): void {
    this.#end();
  }

  async #linkAndRelease(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, longestHold, true);
    });
    const isLate = await Promise.race([this.#openLink().then(() => false), late]);
    clearTimeout(timer);
    if (isLate)
      this.#log(`the link to the program took longer than ${longestHold} ms; the program runs without waiting`);
    try {
      if (!this.#ended) await this.#options.session.customRequest('configurationDone');
    } catch (error) {
      if (!this.#ended) this.#log(`the program could not be started: ${messageOf(error)}`);
    }
  }

  /** Never rejects: whatever goes wrong, the program is to run. */
  async #openLink(): Promise<void> {
    const { session, preloadPath, late } = this.#options;
    try {
      const [address, text] = await Promise.all([
        session.customRequest('requestCDPProxy'),
        readFile(preloadPath, 'utf8'),
      ]);
      if (this.#ended) return;
      const asked = this.#stopAtViolations;
      const link = await DebuggerLink.open({
        address: v.parse(addressSchema, address),
        trap: { urlRegex: scriptUrlRegex(preloadPath), line: trapLine(text) },
        stopAtViolations: asked,
        state: this.#state,
        late: late && { ...late, preloadPath, text },
        log: (message) => this.#log(message),
        onObstacle: (sentence) => this.#options.onObstacle?.(sentence),
        onEvents: (program, events) => this.#onEvents(program, events),
        onClosed: () => this.#onLinkClosed(),
      });
      this.#adopt(link, asked);
    } catch (error) {
      if (!this.#ended) this.#log(`no link to the program, it runs as if Async Scope were absent: ${messageOf(error)}`);
    }
  }

  #adopt(link: DebuggerLink, asked: boolean): void {
    if (this.#ended) {
      link.dispose();
      return;
    }
    this.#link = link;
    if (this.#stopAtViolations !== asked) void link.stopAtViolations(this.#stopAtViolations);
    this.#options.onLink(link);
  }

  #onEvents(program: ProgramKey, events: readonly AgentEvent[]): void {
    // The agent of a program that is just starting knows its settings, not the checkbox.
    if (!this.#stopAtViolations && events.some((event) => event.type === 'hello')) this.#configureTrap();
    this.#options.onEvents(program, events);
  }

  #onChecked(checked: boolean): void {
    if (checked === this.#stopAtViolations) return;
    this.#stopAtViolations = checked;
    if (!this.#link) return;
    void this.#link.stopAtViolations(checked);
    this.#configureTrap();
  }

  #configureTrap(): void {
    const settings = { trap: this.#stopAtViolations };
    this.#link?.request({ type: 'configure', settings }).catch((error: unknown) => {
      if (!this.#ended) this.#log(`the checkbox was not passed on to the program: ${messageOf(error)}`);
    });
  }

  #onLinkClosed(): void {
    if (!this.#link) return;
    this.#link = undefined;
    this.#log('the link to the program was lost');
    this.#options.onLink(undefined);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const link = this.#link;
    this.#link = undefined;
    link?.dispose();
    if (link) this.#options.onLink(undefined);
  }

  #log(message: string): void {
    this.#options.log(`${this.#options.session.name}: ${message}`);
  }
}
