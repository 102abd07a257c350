import { scopeCauseClasses } from '../../protocol/causeClasses.ts';
import type { TaskStatus } from '../../protocol/events.ts';
import { calendarTime } from '../calendarTime.ts';
import type { ProgramState } from '../programState.ts';
import type { SystemSample } from '../state.ts';
import type { Reducers } from './reducer.ts';

const zeroSample = (at: number): SystemSample => ({
  at,
  cpu: 0,
  rss: 0,
  heapUsed: 0,
  heapTotal: 0,
  loopDelay: 0,
  loopDelayMax: 0,
  loopUtilization: 0,
  gcTime: 0,
  handles: 0,
});

/** Makes Unix times of what was received before the time origin was known. */
function rebase({ program }: ProgramState, by: number): void {
  for (const task of new Set([...program.tasks.values(), ...program.longestTasks])) {
    task.startedAt += by;
    if (task.endedAt !== undefined) task.endedAt += by;
  }
  for (const scope of program.scopes.values()) {
    scope.enteredAt += by;
    if (scope.exitedAt !== undefined) scope.exitedAt += by;
    if (scope.cancellation) scope.cancellation.at += by;
  }
  for (const hold of program.holds.values()) {
    hold.waitingSince += by;
    if (hold.acquiredAt !== undefined) hold.acquiredAt += by;
  }
  for (const session of program.sessions.values()) {
    session.openedAt += by;
    if (session.closedAt !== undefined) session.closedAt += by;
    for (const check of session.checks) check.at += by;
  }
  for (const operation of program.operations.values()) {
    operation.registeredAt += by;
    if (operation.firstFailureAt !== undefined) operation.firstFailureAt += by;
    for (const attempt of operation.attempts) {
      attempt.startedAt += by;
      if (attempt.endedAt !== undefined) attempt.endedAt += by;
    }
  }
  for (const sample of program.system) sample.at += by;
  if (program.systemPeak) program.systemPeak.at += by;
  if (program.endedAt !== undefined) program.endedAt += by;
  if (program.asyncStacks) program.asyncStacks.at += by;
}

/** A program that said no exit code was stopped from outside. */
function endOfMain(exitCode: number | null): TaskStatus {
  if (exitCode === null) return 'cancelled';
  return exitCode === 0 ? 'completed' : 'failed';
}

export const programReducers: Reducers<
  'hello' | 'bye' | 'site' | 'dropped' | 'violation' | 'command-done' | 'system-sampled'
> = {
  hello: (state, event) => {
    const { program } = state;
    const { pid, thread, title, node, cwd } = event;
    const timeOrigin = calendarTime(event.timeOrigin);
    if (!state.named) rebase(state, timeOrigin);
    state.named = true;
    Object.assign(program, { pid, thread, title, node, cwd, timeOrigin });
    return program;
  },

  bye: ({ program }, event, at, { tasks }) => {
    if (program.endedAt !== undefined) return undefined;
    program.endedAt = at;
    program.exitCode = event.exitCode;
    program.endedByItself = event.byItself;
    for (const task of program.tasks.values()) {
      if (task.kind !== 'main' || task.endedAt !== undefined) continue;
      // What the main task still holds ends with the process and leaks nowhere, so nobody is told of its end.
      task.endedAt = at;
      program.changes.note(task.id);
      task.state = endOfMain(event.exitCode);
      tasks.alive -= 1;
      tasks[task.state] += 1;
    }
    return program;
  },

  site: ({ program }, { id, url, line, column, fn }) => {
    const site = { id, url, line, column, fn };
    program.sites.set(id, site);
    return site;
  },

  dropped: ({ program }, event) => {
    program.lost += event.lost;
    return program;
  },

  violation: ({ program, violations }, event, _at, { scopes }) => {
    if (violations.has(event.id)) return undefined;
    violations.add(event.id);
    if (!scopeCauseClasses.has(event.cause)) return program;
    scopes.violations += 1;
    const scope = program.scopes.get(event.scope);
    // One mistake may break several rules: the rate is that of the scopes.
    if (!scope?.isBroken) scopes.broken += 1;
    if (scope) scope.isBroken = true;
    return program;
  },

  'command-done': () => undefined,

  'system-sampled': ({ program, retention }, { type: _type, time: _time, ...figures }, at) => {
    program.system.push({ ...figures, at });
    if (program.system.length > retention.systemSamples) program.system.shift();
    const peak = (program.systemPeak ??= zeroSample(at));
    for (const name of Object.keys(figures) as (keyof typeof figures)[]) {
      if (figures[name] <= peak[name]) continue;
      peak[name] = figures[name];
      peak.at = at;
    }
    return program;
  },
};
