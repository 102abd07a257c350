import { messageOf } from '../common/errors.ts';
import type { AgentCommand, AgentRequest } from '../protocol/commands.ts';
import type { AgentEvent, ProgramKey } from '../protocol/events.ts';
import { agentRegistryKey, bindingName } from '../protocol/version.ts';
import { BatchDecoder } from '../protocol/wire.ts';
import { type AgentLink, type CommandResult, PendingCommands } from './agentLink.ts';
import { type CdpAddress, CdpClient, type CdpEvent } from '../common/cdpClient.ts';
import { isRecord } from './messages.ts';
import { injectionExpression, type InjectionOutcome, type LateInjection } from './lateInjection.ts';
import type { AskedStop, StopState } from './stopState.ts';
import type { TrapPlace } from './trapLocation.ts';

/** ms */
const callTimeout = 5_000;
const commandTimeout = 10_000;
const longestAttempt = 86_400_000;
/** ms a paused program is given to answer at once what it can answer while paused. */
const pausedGrace = 250;
/** Often enough that one may get lost. */
const renewalsPerLease = 3;
/** Bad batches logged one by one; a broken agent must not fill the log. */
const loggedProblems = 20;

export interface DebuggerLinkOptions {
  address: CdpAddress;
  /** The trap: a regular expression for the agent's script, and the place in it. */
  trap: { urlRegex: string } & TrapPlace;
  /** In JavaScript, when to stop at the trap, to begin with; undefined: never. */
  stopWhen: string | undefined;
  state: StopState;
  /** Where the program does not load the agent by itself. */
  late?: LateInjection | undefined;
  log: (message: string) => void;
  onEvents(program: ProgramKey, events: readonly AgentEvent[]): void;
  /** The program is one the agent cannot be put into, in a sentence for a person. */
  onObstacle?(sentence: string): void;
  /** The connection ended by itself. */
  onClosed(): void;
}

/** The link over the debugger's own connection: events by a binding, commands by evaluation. */
export class DebuggerLink implements AgentLink {
  readonly #options: DebuggerLinkOptions;
  readonly #cdp: CdpClient;
  readonly #decoder = new BatchDecoder();
  readonly #commands = new PendingCommands();
  #problems = 0;
  #disposed = false;
  #program: ProgramKey | undefined;
  /** V8's number for the question where the program is. It is compiled beforehand, which costs 40 ms, and is good once. */
  #question: Promise<string | undefined> | undefined;
  /** While the agent stays in the program by a lease. */
  #renewal: NodeJS.Timeout | undefined;
  #trapBreakpoint: { id: string; condition: string } | undefined;
  /** Changes of the trap breakpoint, one after the other. */
  #trapChange: Promise<void> | undefined;

  private constructor(options: DebuggerLinkOptions, cdp: CdpClient) {
    this.#options = options;
    this.#cdp = cdp;
    cdp.onEvent((event) => this.#onEvent(event));
    cdp.onClosed(() => this.#onClosed());
  }

  /**
   * Connects. When it resolves, binding and trap are on their way to the program, ahead of everything the debugger
   * sends from then on: the debugger passes our calls on in order and answers a subscription itself. Waiting for the
   * program's own answers would cost each start about 40 ms. It enables and disables no domain and never resumes,
   * because the connection is the debugger's.
   *
   * @throws Error when the debugger refuses the connection
   */
  static async open(options: DebuggerLinkOptions): Promise<DebuggerLink> {
    const cdp = await CdpClient.connect(options.address, callTimeout, options.log);
    const link = new DebuggerLink(options, cdp);
    try {
      link.#addBinding();
      if (options.stopWhen !== undefined) void link.stopWhen(options.stopWhen);
      if (options.late) link.#inject(options.late);
      const events = ['Runtime.bindingCalled', 'Debugger.paused', 'Debugger.resumed'];
      await cdp.send('JsDebug.subscribe', { events }, callTimeout);
    } catch (error) {
      link.dispose();
      throw error;
    }
    return link;
  }

  /**
   * Sets, changes or removes the trap breakpoint; a refusal is logged, because events and commands work without it.
   * @param condition in JavaScript, see `StopRules`; undefined: never stop
   */
  stopWhen(condition: string | undefined): Promise<void> {
    // The first change is sent before anything else can be.
    this.#trapChange = this.#trapChange?.then(() => this.#changeTrap(condition)) ?? this.#changeTrap(condition);
    return this.#trapChange;
  }

  /**
   * Stops the program for a problem that only the host sees.
   *
   * @returns false where it is stopped already, or about to be
   * @throws Error when no answer comes
   */
  async stopAt(stop: AskedStop): Promise<boolean> {
    const { state } = this.#options;
    if (!state.expect(stop)) return false;
    try {
      const { ok, message } = await this.request({ type: 'stop', about: stop.facts });
      if (!ok) throw new Error(message);
      return true;
    } catch (error) {
      state.expect(undefined);
      throw error;
    }
  }

  request(request: AgentRequest): Promise<CommandResult> {
    const late = (): Error =>
      new Error(`The program did not answer within ${commandTimeout / 1000} s; it may be busy or paused.`);
    // That the program took it is known by the evaluation; an attempt then takes as long as it takes.
    const timeout = request.type === 'retry' ? longestAttempt : commandTimeout;
    return this.#commands.start(request, timeout, late, (command) => this.#evaluate(command));
  }

  dispose(): void {
    if (this.#disposed) return;
    clearInterval(this.#renewal);
    if (this.#renewal) this.#leave();
    this.#disposed = true;
    this.#commands.failAll(new Error('The debug session ended before the program answered.'));
    this.#cdp.close();
  }

  /** The agent goes ahead of everything the debugger sends from now on, like the trap; nobody waits for the answer. */
  #inject(late: LateInjection): void {
    this.#renewal = setInterval(() => this.#renew(), late.lease / renewalsPerLease);
    this.#renewal.unref();
    const code = { expression: injectionExpression(late), includeCommandLineAPI: true, returnByValue: true };
    this.#cdp.send('Runtime.evaluate', code, commandTimeout).then(
      ({ result, exceptionDetails }) => {
        const outcome = isRecord(result) ? String(result['value']) : '';
        if (exceptionDetails) this.#options.log(`the agent could not be loaded: ${thrownText(exceptionDetails)}`);
        else this.#onInjected(outcome as InjectionOutcome);
      },
      (error: unknown) => {
        if (!this.#disposed) this.#options.log(`the agent could not be loaded: ${messageOf(error)}`);
      },
    );
  }

  #onInjected(outcome: InjectionOutcome): void {
    if (outcome === 'injected' || outcome === 'later') return;
    // Nothing of ours was put into the program that would have to be taken out again.
    clearInterval(this.#renewal);
    this.#renewal = undefined;
    if (outcome.startsWith('old ')) {
      const version = outcome.slice('old '.length);
      this.#options.onObstacle?.(
        `Async Scope stays out of a program on Node ${version}: it needs Node 20 or later. The program is debugged as ever.`,
      );
    }
  }

  #renew(): void {
    this.request({ type: 'renew' }).catch(() => {
      // Without an answer the program is busy or ending; if neither, the agent leaves it, which is what a lease is for.
    });
  }

  /** The program goes on without a debugger, and is to do so as it was. */
  #leave(): void {
    const expression = expressionFor({ type: 'detach', command: 'leave' });
    this.#cdp.send('Runtime.evaluate', { expression, returnByValue: true }, commandTimeout).catch(() => {
      // The connection ends before the answer; what it did not carry any more is done when the lease ends.
    });
  }

  #addBinding(): void {
    this.#cdp.send('Runtime.addBinding', { name: bindingName }, callTimeout).catch((error: unknown) => {
      if (!this.#disposed) this.#options.log(`no events will come from the program: ${messageOf(error)}`);
    });
  }

  async #changeTrap(condition: string | undefined): Promise<void> {
    const before = this.#trapBreakpoint;
    if (this.#disposed || condition === before?.condition) return;
    const { trap, state, log } = this.#options;
    try {
      // V8 has one breakpoint at most at one place, so the old one goes first.
      if (before) {
        await this.#cdp.send('Debugger.removeBreakpoint', { breakpointId: before.id }, callTimeout);
        this.#trapBreakpoint = undefined;
      }
      if (condition !== undefined) {
        const where = { urlRegex: trap.urlRegex, lineNumber: trap.line, columnNumber: trap.column, condition };
        const set = await this.#cdp.send('Debugger.setBreakpointByUrl', where, callTimeout);
        this.#trapBreakpoint = { id: String(set['breakpointId']), condition };
      }
      state.setTrapBreakpoint(this.#trapBreakpoint?.id);
    } catch (error) {
      const change = condition === undefined ? 'off' : before ? 'to other conditions' : 'on';
      if (!this.#disposed) log(`stopping at violations could not be turned ${change}: ${messageOf(error)}`);
    }
  }

  #evaluate(command: AgentCommand): void {
    const { command: id } = command;
    this.#cdp
      .send('Runtime.evaluate', { expression: expressionFor(command), returnByValue: true }, commandTimeout)
      .then(
        ({ result, exceptionDetails }) => {
          if (exceptionDetails) this.#commands.fail(id, new Error('The agent in the program failed on this command.'));
          else if (!isRecord(result) || result['value'] !== true) {
            this.#commands.fail(id, new Error('Async Scope is not loaded in this program.'));
          } else if (this.#options.state.isPaused && command.type !== 'retry') this.#settlePaused(id);
        },
        (error: unknown) => this.#commands.fail(id, new Error(messageOf(error))),
      );
  }

  /** What needs the program to run happens only when it goes on; nobody should wait for that. */
  #settlePaused(id: string): void {
    const message = 'The program is paused. This happens as soon as it continues.';
    setTimeout(() => this.#commands.finish(id, { ok: true, message }), pausedGrace);
  }

  #onEvent({ method, params }: CdpEvent): void {
    const { state } = this.#options;
    if (method === 'Debugger.resumed') state.onResumed();
    else if (method === 'Debugger.paused') {
      state.onPaused(listIn(params, 'hitBreakpoints'), listIn(params, 'callFrames').map(functionOf));
      void this.#askWhere();
    } else if (method === 'Runtime.bindingCalled' && params['name'] === bindingName) {
      this.#onBatch(String(params['payload']));
    }
  }

  #onBatch(line: string): void {
    try {
      const { program, events, problems } = this.#decoder.decode(line);
      for (const problem of problems) this.#logProblem(problem);
      this.#program = program;
      for (const event of events) {
        if (event.type === 'hello') this.#question ??= this.#compileQuestion();
        else if (event.type === 'command-done') this.#commands.onDone(event);
        else if (event.type === 'violation') this.#options.state.onViolation({ program, violation: event });
      }
      if (events.length > 0) this.#options.onEvents(program, events);
    } catch (error) {
      this.#logProblem(messageOf(error));
    }
  }

  async #compileQuestion(): Promise<string | undefined> {
    const expression = `globalThis[Symbol.for(${JSON.stringify(agentRegistryKey)})]?.whereabouts?.().join()`;
    const script = { expression, sourceURL: 'async-scope.cdp', persistScript: true };
    try {
      const { scriptId } = await this.#cdp.send('Runtime.compileScript', script, callTimeout);
      return typeof scriptId === 'string' ? scriptId : undefined;
    } catch (error) {
      if (!this.#isEnd(error)) this.#options.log(`the program cannot be asked for its task: ${messageOf(error)}`);
      return undefined;
    }
  }

  /** A program that does not say in which task it is stopped has a stack like without us. */
  async #askWhere(): Promise<void> {
    const { state, log } = this.#options;
    const [program, question] = [this.#program, this.#question];
    this.#question = undefined;
    if (program === undefined || question === undefined) return;
    try {
      // A program may stop before it is compiled.
      const scriptId = await question;
      if (scriptId === undefined) return;
      const asked = { scriptId, silent: true, returnByValue: true };
      const { result } = await this.#cdp.send('Runtime.runScript', asked, callTimeout);
      const answer = isRecord(result) ? /^(\d+),(\d+)$/.exec(String(result['value'])) : null;
      if (answer) state.onWhereabouts({ program, task: Number(answer[1]), scope: Number(answer[2]) });
    } catch (error) {
      if (!this.#isEnd(error)) log(`the program did not say in which task it is stopped: ${messageOf(error)}`);
    }
    if (!this.#disposed) this.#question = this.#compileQuestion();
  }

  /** The debugger lost the program and is about to end the session, or has done so. */
  #isEnd(error: unknown): boolean {
    return this.#disposed || messageOf(error).endsWith(': Connection is closed');
  }

  #logProblem(problem: string): void {
    this.#problems += 1;
    if (this.#problems <= loggedProblems) this.#options.log(problem);
    if (this.#problems === loggedProblems) this.#options.log('Further malformed events are not logged.');
  }

  #onClosed(): void {
    if (this.#disposed) return;
    this.dispose();
    this.#options.onClosed();
  }
}

/** Commands that may call into the user's code. */
const reachesUserCode: Readonly<Record<AgentCommand['type'], boolean>> = {
  retry: true,
  'cancel-scope': true,
  'cancel-task': true,
  'cancel-retry': true,
  snapshot: false,
  configure: false,
  'async-stacks': false,
  stop: true,
  detach: false,
  renew: false,
};

const thrownText = (details: unknown): string => {
  const exception = isRecord(details) ? details['exception'] : undefined;
  return isRecord(exception) && typeof exception['description'] === 'string' ? exception['description'] : 'it threw';
};

const listIn = (params: Record<string, unknown>, name: string): readonly unknown[] => {
  const list = params[name];
  return Array.isArray(list) ? list : [];
};

const functionOf = (frame: unknown): unknown => (isRecord(frame) ? frame['functionName'] : undefined);

/**
 * The debugger hides scripts named `*.cdp` and never stops on an exception while one is on the stack, so only what
 * cannot reach the user's code gets such a name.
 */
function expressionFor(command: AgentCommand): string {
  const argument = JSON.stringify(JSON.stringify(command));
  const call = `(agent => agent ? (agent.command(${argument}), true) : false)(globalThis[Symbol.for(${JSON.stringify(agentRegistryKey)})])`;
  return reachesUserCode[command.type] ? call : `${call}\n//# sourceURL=async-scope.cdp`;
}
