import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

const run = promisify(execFile);

/** What a program can see of controllers and signals, line by line. */
const observing = `
  import { EventEmitter, getEventListeners, once } from 'node:events';
  import { setTimeout as delay } from 'node:timers/promises';
  import { inspect, types } from 'node:util';
  const alive = setInterval(() => undefined, 1_000);
  const say = (...parts) => console.log(...parts.map((part) => String(part).replaceAll(import.meta.url, 'PROGRAM').replace(/\\(node:\\d+\\)/g, '')));
  const attempt = (what, fn) => {
    try { say(what, inspect(fn())); } catch (error) { say(what, 'throws', error.name, error.code, error.message, error.stack); }
  };
  const shape = (object, key) => {
    const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(object, key) ?? {};
    const told = [value, get, set].map((fn) => typeof fn === 'function' ? [fn.name, fn.length, types.isProxy(fn), Object.hasOwn(fn, 'prototype')] : typeof fn);
    say(key, JSON.stringify(rest), JSON.stringify(told));
  };
  const publicKeys = (object) => Reflect.ownKeys(object).filter((key) => typeof key === 'string');

  for (const object of [AbortController, AbortController.prototype, AbortSignal, AbortSignal.prototype, EventTarget.prototype]) {
    say(publicKeys(object).join());
    for (const key of publicKeys(object)) shape(object, key);
  }
  for (const name of ['AbortController', 'AbortSignal', 'EventTarget']) shape(globalThis, name);
  say(Object.keys(globalThis).join(), AbortController.toString().length, types.isProxy(AbortController));
  say(AbortController.toString() === Function.prototype.toString.call(AbortController));

  const controller = new AbortController();
  say(controller instanceof AbortController, controller.signal instanceof AbortSignal, controller.signal instanceof EventTarget);
  say(controller.constructor === AbortController, controller.signal.constructor === AbortSignal, controller.signal === controller.signal);
  say(Object.getPrototypeOf(controller) === AbortController.prototype, Object.prototype.toString.call(controller.signal));
  say(inspect(controller, { showHidden: true }), Reflect.ownKeys(controller.signal).map(String).join());
  say(Object.keys(controller).join(), JSON.stringify(controller), JSON.stringify(controller.signal));
  class Mine extends AbortController { get [Symbol.toStringTag]() { return 'Mine'; } }
  say(new Mine() instanceof AbortController, new Mine().signal.aborted, new Mine().constructor.name);

  attempt('controller without new', () => AbortController());
  attempt('signal by new', () => new AbortSignal());
  attempt('signal of none', () => Reflect.get(AbortController.prototype, 'signal'));
  attempt('signal of another', () => Object.getOwnPropertyDescriptor(AbortController.prototype, 'signal').get.call({}));
  attempt('abort of another', () => AbortController.prototype.abort.call({}));
  attempt('timeout of less', () => AbortSignal.timeout(-1));
  attempt('timeout of words', () => AbortSignal.timeout('long'));
  attempt('any of none', () => AbortSignal.any([]));
  attempt('any of a number', () => AbortSignal.any(1));
  attempt('any of others', () => AbortSignal.any([{}]));
  attempt('new any', () => new AbortSignal.any([]));
  attempt('new timeout', () => new AbortSignal.timeout(1));
  attempt('detached', () => { const { timeout } = AbortSignal; return timeout(60_000).aborted; });
  attempt('listener without function', () => controller.signal.addEventListener('abort', 1));
  attempt('dispatch of nothing', () => controller.signal.dispatchEvent(1));
  attempt('prototype', () => AbortSignal.prototype.dispatchEvent === EventTarget.prototype.dispatchEvent);

  // What the specification says of controllers and signals.
  const log = [];
  const source = new AbortController();
  const dependent = AbortSignal.any([source.signal, source.signal]);
  const second = AbortSignal.any([dependent]);
  const add = (signal, name, options) => signal.addEventListener('abort', (event) => log.push([name, event.type, event.isTrusted, event.target === signal, signal.aborted, source.signal.aborted, second.aborted]), options);
  source.signal.onabort = () => log.push('onabort');
  add(second, 'second'); add(dependent, 'dependent'); add(source.signal, 'source'); add(source.signal, 'once', { once: true });
  const twice = () => log.push('twice');
  source.signal.addEventListener('abort', twice); source.signal.addEventListener('abort', twice);
  const removed = () => log.push('removed');
  source.signal.addEventListener('abort', removed); source.signal.removeEventListener('abort', removed);
  source.signal.addEventListener('abort', { handleEvent() { log.push('object ' + this.constructor.name); } });
  const byStack = new Promise((resolve) => source.signal.addEventListener('abort', () => resolve(new Error('in a listener').stack)));
  say(getEventListeners(source.signal, 'abort').length);
  function aborter() { source.abort(); source.abort(new Error('again')); }
  aborter();
  say(JSON.stringify(log), await byStack);
  say(source.signal.reason.name, source.signal.reason.code, source.signal.reason instanceof DOMException, dependent.reason === source.signal.reason);
  attempt('throwIfAborted', () => source.signal.throwIfAborted());
  for (const reason of [undefined, null, 0, 'words', Symbol('s'), { any: 'thing' }, Object.freeze(new Error('frozen'))]) {
    const each = new AbortController();
    each.signal.addEventListener('abort', () => say('aborted', inspect(each.signal.reason === reason)));
    each.abort(reason);
  }
  say(AbortSignal.abort('at once').reason, AbortSignal.any([AbortSignal.abort('first'), AbortSignal.abort('other')]).reason);
  const stopper = new AbortController();
  const target = new EventTarget();
  target.addEventListener('x', () => say('heard'), { signal: stopper.signal });
  target.dispatchEvent(new Event('x')); stopper.abort(); target.dispatchEvent(new Event('x'));
  say(await once(new EventEmitter(), 'never', { signal: AbortSignal.timeout(5) }).catch((error) => [error.name, error.code, error.cause?.name].join()));
  const patient = new AbortController();
  setTimeout(() => patient.abort(), 5);
  say(await delay(60_000, 0, { signal: AbortSignal.any([patient.signal]) }).catch((error) => [error.name, error.code, error.stack].join()));
  patient.signal.dispatchEvent = () => say('own dispatch');
  say(Object.getOwnPropertyDescriptor(patient.signal, 'dispatchEvent')?.enumerable);
  const crowded = new EventTarget();
  process.on('warning', (warning) => say(warning.name, warning.count, warning.stack));
  const many = new AbortController().signal;
  for (let index = 0; index < 12; index += 1) many.addEventListener('abort', () => index);
  const failing = new AbortController();
  process.on('uncaughtException', (error) => say('uncaught', error.message, error.stack));
  failing.signal.addEventListener('abort', () => { throw new Error('of a listener'); });
  failing.abort();
  await delay(20);
  clearInterval(alive);
`;

/** All that a program can find that was patched, to the last symbol; printed when it is told to. */
const afterwards = `
  process.once('SIGUSR2', () => {
    clearInterval(alive);
    for (const object of [AbortController, AbortController.prototype, AbortSignal, AbortSignal.prototype, EventTarget.prototype])
      for (const key of Reflect.ownKeys(object)) {
        const { value, get, set, ...rest } = Object.getOwnPropertyDescriptor(object, key);
        console.log(String(key), JSON.stringify(rest), [value, get, set].map((each) => String(each)).join());
      }
  });
  const alive = setInterval(() => undefined, 1_000);
`;

async function runBare(major: NodeMajor, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'async-scope-program-'));
  const file = join(folder, 'program.mjs');
  await writeFile(file, source);
  const { NODE_OPTIONS: _, ...env } = process.env;
  try {
    return (await run(await nodeBinary(major), [file], { env, cwd: folder })).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const lines = (text: string): string[] => text.split('\n');
/**
 * From which turn of the event loop a program was started is chance. Node 20 adds to a getter by which name it was found,
 * which it cannot where the getter is not the one there.
 */
const withoutTurns = (text: string): string[] =>
  lines(text.replaceAll('get signal [as signal]', 'get signal')).filter(
    (line) => !/^ {4}at .*\(?node:internal\/(modules|process\/task_queues|timers)/.test(line),
  );

describe.each(nodeMajors)('on Node %i', (major) => {
  it('a program sees and gets of controllers and signals what it does without the agent, stacks included', async () => {
    const bare = withoutTurns(await runBare(major, observing));
    const { code, stdout, host } = await runWatched({ node: await nodeBinary(major), source: observing });
    expect(code).toBe(0);
    expect(bare.length).toBeGreaterThan(100);
    expect(withoutTurns(stdout)).toEqual(bare);
    expect(host.of('scope-entered').length).toBeGreaterThan(0);
  });

  it('switching the agent off puts every function back that was there before', async () => {
    const bare = await runBare(major, `${afterwards}\n process.kill(process.pid, 'SIGUSR2');`);
    const { stdout } = await runWatched({
      node: await nodeBinary(major),
      source: afterwards,
      onStart: (host) => {
        void (async () => {
          await host.until(() => host.of('hello').length > 0);
          host.send({ type: 'configure', command: 'off', settings: { enabled: false } });
          await host.until(() => host.of('command-done').length > 0);
          process.kill(host.of('hello')[0]?.pid ?? 0, 'SIGUSR2');
        })();
      },
    });
    expect(bare).toContain('kNewListener');
    expect(lines(stdout)).toEqual(lines(bare));
  });
});
