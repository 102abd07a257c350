import type * as vscode from 'vscode';
import type { AgentLink } from '../../adapter/agentLink.ts';
import type { SessionTracker } from '../../adapter/sessionTracker.ts';
import { Model, type ModelOptions } from '../../model/model.ts';
import type { AgentEvent, ProgramKey } from '../../protocol/events.ts';

/** Everything that came of one press of F5: all its sessions, processes and threads, in one model. */
export class DebugRun {
  readonly model: Model;
  readonly root: vscode.DebugSession;
  readonly sessions = new Set<vscode.DebugSession>();
  /** What follows each session; see `trackerOf`. */
  readonly trackers = new Map<vscode.DebugSession, SessionTracker>();
  readonly #links = new Map<vscode.DebugSession, AgentLink>();
  /** The session each program reported through. */
  readonly #sessionOf = new Map<ProgramKey, vscode.DebugSession>();
  /** Sessions whose program is stopped, each with the number of the stop. */
  readonly #paused = new Map<vscode.DebugSession, number>();
  #pausedAt = 0;
  #stops = 0;

  constructor(root: vscode.DebugSession, options: ModelOptions = {}) {
    this.root = root;
    this.model = new Model(options);
  }

  get isOver(): boolean {
    return this.sessions.size === 0;
  }

  /** Some program of the run is stopped; what is known then stands still. */
  get isPaused(): boolean {
    return this.#paused.size > 0;
  }

  /**
   * The time to show: that of the stop while the run is paused.
   * @param now Unix time in ms
   */
  clock(now: number): number {
    return this.isPaused ? this.#pausedAt : now;
  }

  /** @param now Unix time in ms */
  pause(session: vscode.DebugSession, now: number): void {
    if (!this.isPaused) this.#pausedAt = now;
    this.#stops += 1;
    this.#paused.set(session, this.#stops);
  }

  resume(session: vscode.DebugSession): void {
    this.#paused.delete(session);
  }

  isStopped(session: vscode.DebugSession): boolean {
    return this.#paused.has(session);
  }

  /** The number of the stop at which a program is, another one each time; undefined while it runs. */
  stopOf(program: ProgramKey): number | undefined {
    const session = this.#sessionOf.get(program);
    return session && this.#paused.get(session);
  }

  get links(): Iterable<AgentLink> {
    return this.#links.values();
  }

  apply(session: vscode.DebugSession, program: ProgramKey, events: readonly AgentEvent[]): void {
    this.#sessionOf.set(program, session);
    for (const event of events) this.model.apply(program, event);
  }

  /**
   * A session ended, and with it its programs; those that were killed could not say so.
   * @param now Unix time in ms
   */
  end(session: vscode.DebugSession, now: number): void {
    this.sessions.delete(session);
    this.trackers.delete(session);
    this.resume(session);
    for (const [key, owner] of this.#sessionOf) {
      const program = this.model.programs.get(key);
      if (owner !== session || !program || program.endedAt !== undefined) continue;
      this.model.apply(key, { type: 'bye', time: now - program.timeOrigin, exitCode: null, byItself: false });
    }
  }

  setLink(session: vscode.DebugSession, link: AgentLink | undefined): void {
    if (link) this.#links.set(session, link);
    else this.#links.delete(session);
  }

  sessionOf(program: ProgramKey): vscode.DebugSession | undefined {
    return this.#sessionOf.get(program);
  }

  trackerOf(program: ProgramKey): SessionTracker | undefined {
    const session = this.#sessionOf.get(program);
    return session && this.trackers.get(session);
  }

  linkOf(program: ProgramKey): AgentLink | undefined {
    const session = this.#sessionOf.get(program);
    return session && this.#links.get(session);
  }
}
