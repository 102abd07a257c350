import { AsyncLocalStorage } from 'node:async_hooks';
import { pathToFileURL } from 'node:url';
import { isAbsolute } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';

/**
 * What the agent takes from its surroundings, taken once when it is loaded: a program that replaces timers or clocks
 * later (test runners do) changes nothing for the agent, and the agent's timers are not among those the program fakes.
 * The public library takes the timers of the moment instead: a test that fakes time means its deadlines too.
 */
export const platform = {
  setTimeout: globalThis.setTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  clearTimeout: globalThis.clearTimeout,
  nextTick: process.nextTick.bind(process),
  setImmediate: globalThis.setImmediate,
  /** ms since `timeOrigin`. */
  now: performance.now.bind(performance),
  /** Unix time in ms. */
  timeOrigin: performance.timeOrigin,
  AsyncLocalStorage,
  pid: process.pid,
  thread: isMainThread ? 0 : threadId,
};

/** The file URL of what V8 calls a script: CommonJS modules are called by their path. */
export const scriptUrl = (name: string): string => (isAbsolute(name) ? pathToFileURL(name).href : name);
