import { environment } from '../protocol/version.ts';
import { isRecord } from './messages.ts';
import { isOtherRuntime, type LaunchConfiguration } from './launchEnvironment.ts';

/** How the agent gets into the programs of a run, by the configuration the run began with. */
export type InjectionKind =
  /** They are not to have it. */
  | 'none'
  /** Their environment loads it. */
  | 'prepared'
  /** They are started for the debugger, in an environment that may or may not load it. */
  | 'where-missing'
  /** They were running before the debugger came, and their environment says nothing. */
  | 'always';

/** @param root the configuration of the session a run began with, as the debugger got it */
export function injectionInto(root: LaunchConfiguration, guardPath: string): InjectionKind {
  if (root['asyncScope'] === false || isOtherRuntime(root)) return 'none';
  if (root['request'] === 'attach') return 'delegateId' in root ? 'where-missing' : 'always';
  const env = isRecord(root['env']) ? root['env'] : {};
  if (env[environment.off] === '1') return 'none';
  if (typeof root['attachSimplePort'] === 'number') return 'always';
  return Object.values(env).some((value) => typeof value === 'string' && value.includes(nameInOptions(guardPath)))
    ? 'prepared'
    : 'where-missing';
}

/** The end of the path is the same however it was quoted. */
const nameInOptions = (guardPath: string): string => guardPath.split(/[\\/]/).slice(-2).join('/');

export interface LateInjection {
  kind: Extract<InjectionKind, 'where-missing' | 'always'>;
  /** Absolute path of the agent bundle; V8 knows it by this name, as if it had been loaded from there. */
  preloadPath: string;
  /** The bundle: the program may run where our files are not. */
  text: string;
  /** Absolute path of the file that loads the agent where the environment says so. */
  guardPath: string;
  /** JSON of the settings. */
  settings: string;
  /** ms after which the agent leaves the program when it has heard nothing. */
  lease: number;
}

/** What an injection came to, as the expression tells. */
export type InjectionOutcome = 'injected' | 'later' | 'coming' | 'off' | 'foreign' | `old ${string}`;

/**
 * Code that puts the agent into a program that runs already, or into one that waits for the debugger before its first
 * line. It is in the language of the oldest Node there is, compiles the agent only where that can run, and does
 * nothing where the agent is there or comes by itself.
 */
export function injectionExpression({ kind, preloadPath, text, guardPath, settings, lease }: LateInjection): string {
  // The agent's lines have to keep their numbers.
  const source = `(function (require, module, exports, ASYNC_SCOPE_LATE) {${text}\n})`;
  const looksAtOptions = kind === 'where-missing';
  return `(function (commandLineRequire) {
  if (typeof process !== 'object' || !process.versions || typeof Deno === 'object' || process.versions.bun) return 'foreign';
  var env = process.env || {};
  if (env[${quoted(environment.off)}] === '1') return 'off';
  if (parseInt(process.versions.node, 10) < 20) return 'old ' + process.versions.node;
  if (${looksAtOptions} && String(env.NODE_OPTIONS).indexOf(${quoted(nameInOptions(guardPath))}) >= 0) return 'coming';
  var builtin = process.getBuiltinModule || commandLineRequire;
  function inject() {
    var script = new (builtin('vm').Script)(${quoted(source)}, { filename: ${quoted(preloadPath)} });
    script.runInThisContext()(builtin, {}, {}, { settings: ${quoted(settings)}, lease: ${lease} });
    return 'injected';
  }
  var threads;
  try {
    threads = builtin('worker_threads');
  } catch (error) {
    // A thread of which not even Node's own part has begun.
  }
  if (threads && (threads.isMainThread || threads.parentPort)) return inject();
  // Its modules are ready one turn later, and its parent is known before its first line.
  process.nextTick(function () {
    threads = builtin('worker_threads');
    Object.defineProperty(threads, 'parentPort', {
      configurable: true,
      enumerable: true,
      get: function () { return null; },
      set: function (port) {
        Object.defineProperty(threads, 'parentPort', { configurable: true, enumerable: true, writable: true, value: port });
        try { inject(); } catch (problem) { process.emitWarning('Async Scope could not be loaded: ' + problem); }
      },
    });
  });
  return 'later';
})(typeof require === 'function' ? require : undefined)`;
}

const quoted = (text: string): string => JSON.stringify(text);
