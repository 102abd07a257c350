import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { messageOf } from '../common/errors.ts';
import { trappedCauseClasses } from '../protocol/causeClasses.ts';
import type { AgentEvent, EventOf, ProgramKey } from '../protocol/events.ts';
import type { ProblemFacts } from '../protocol/problemFacts.ts';
import type { AgentLink } from './agentLink.ts';
import { type ChosenFilter, type IgnoredProblems, StopRules } from './conditions/stopRules.ts';
import { DebuggerLink } from './debuggerLink.ts';
import type { LateInjection } from './lateInjection.ts';
import { isEvent } from './messages.ts';
import type { NamedValue, ShownValue } from './middleware/evaluate.ts';
import type { ExtraFrame } from './middleware/extraFrames.ts';
import { rewritersFor } from './middleware/index.ts';
import { Pipeline } from './pipeline.ts';
import { type AskedStop, type ReportedViolation, StopState, type StopText, type Whereabouts } from './stopState.ts';
import { scriptUrlRegex, trapPlace } from './trapLocation.ts';

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
  /** What is not to stop the program, to begin with; see `ignore`. */
  ignored?: IgnoredProblems;
  /** Frames that say how the task came to be in which the program is stopped. */
  callers?(at: Whereabouts): readonly ExtraFrame[];
  /** What a name of ours stands for where the program is stopped. */
  value?(
    name: NamedValue,
    at: Whereabouts | undefined,
    reported: ReportedViolation | undefined,
  ): ShownValue | undefined;
}

/** Follows one debug session: rewrites its messages and links it to the agent before the program's first line. */
export class SessionTracker {
  readonly #options: SessionTrackerOptions;
  readonly #state = new StopState();
  readonly #pipeline: Pipeline;
  #rules: StopRules;
  /** The agent was told which classes can bring a stop; until then it goes by its own list. */
  #toldClasses = false;
  #link: DebuggerLink | undefined;
  #ended = false;

  constructor(options: SessionTrackerOptions) {
    this.#options = options;
    this.#rules = options.ignored ? StopRules.byDefault.ignoring(options.ignored) : StopRules.byDefault;
    const rewriters = rewritersFor({
      isTarget: options.session.isTarget,
      preloadPath: options.preloadPath,
      state: this.#state,
      describe: (program, violation) => options.describe(program, violation),
      onChosen: (chosen) => this.#onChosen(chosen),
      callers: () => this.#callers(),
      values: (name) => options.value?.(name, this.#state.whereabouts, this.#state.violation),
      onHeld: () => void this.#linkAndRelease(),
      onUnheld: () => this.#log('this editor does not let debug messages be changed, so stops look like breakpoints'),
    });
    this.#pipeline = new Pipeline(rewriters, (message) => this.#log(message));
  }

  /** The way to the agent, while it is open. */
  get link(): AgentLink | undefined {
    return this.#link;
  }

  /** Whether a problem is to stop the program, as the filters in the editor have it. */
  stopsAt(problem: ProblemFacts): boolean {
    return this.#rules.stopsAt(problem);
  }

  /**
   * Stops the program for a problem that only the host sees.
   *
   * @returns false where that cannot be: no link, or stopped already
   * @throws Error when the program does not answer
   */
  async stopAt(stop: AskedStop): Promise<boolean> {
    return (await this.#link?.stopAt(stop)) ?? false;
  }

  /** What the program is stopped for as the editor shows it, if by us; a violation may arrive after its stop. */
  get stoppedFor(): AskedStop | ReportedViolation | undefined {
    if (!this.#state.isTrapStop || !this.#state.isPaused) return undefined;
    return this.#state.asked ?? this.#state.violation;
  }

  /**
   * What is not to stop the program from now on.
   *
   * @returns when the program has been told; never rejects
   */
  ignore(ignored: IgnoredProblems): Promise<void> {
    return this.#changeRules(this.#rules.ignoring(ignored));
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
      const asked = this.#rules;
      const link = await DebuggerLink.open({
        address: v.parse(addressSchema, address),
        trap: { urlRegex: scriptUrlRegex(preloadPath), ...trapPlace(text) },
        stopWhen: conditionOf(asked),
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

  #adopt(link: DebuggerLink, asked: StopRules): void {
    if (this.#ended) {
      link.dispose();
      return;
    }
    this.#link = link;
    if (this.#rules !== asked) void link.stopWhen(conditionOf(this.#rules));
    this.#options.onLink(link);
  }

  #onEvents(program: ProgramKey, events: readonly AgentEvent[]): void {
    // The agent of a program that is just starting knows its settings, not the checkboxes.
    if (events.some((event) => event.type === 'hello')) this.#tellClasses();
    this.#options.onEvents(program, events);
  }

  #callers(): readonly ExtraFrame[] {
    const at = this.#state.whereabouts;
    return (at && this.#options.callers?.(at)) ?? [];
  }

  #onChosen(chosen: readonly ChosenFilter[]): void {
    void this.#changeRules(this.#rules.withFilters(chosen));
  }

  async #changeRules(rules: StopRules): Promise<void> {
    const isSame = conditionOf(rules) === conditionOf(this.#rules);
    this.#rules = rules;
    if (isSame || !this.#link) return;
    const changed = this.#link.stopWhen(conditionOf(rules));
    this.#tellClasses();
    await changed;
  }

  /** The agent goes to its trap only for classes that can bring a stop. */
  #tellClasses(): void {
    const { stopAtAll: trap, classes } = this.#rules;
    if (!this.#toldClasses && trap && [...classes].every((known) => trappedCauseClasses.has(known))) return;
    this.#toldClasses = true;
    const settings = { trap, trapClasses: [...classes] };
    this.#link?.request({ type: 'configure', settings }).catch((error: unknown) => {
      if (!this.#ended) this.#log(`the checkboxes were not passed on to the program: ${messageOf(error)}`);
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

const conditionOf = (rules: StopRules): string | undefined => (rules.stopAtAll ? rules.toJavaScript() : undefined);
