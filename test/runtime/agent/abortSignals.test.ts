import { describe, expect, it } from 'vitest';
import type { CollectingHost } from '../../support/collectingHost.ts';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

const imports = `
  import { EventEmitter, once } from 'node:events';
  import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
`;

describe.each(nodeMajors)('on Node %i', (major) => {
  const watch = async (source: string, nodeOptions = ''): Promise<CollectingHost> => {
    const node = await nodeBinary(major);
    const { code, stderr, host } = await runWatched({ node, source: imports + source, nodeOptions });
    expect([code, stderr, host.problems]).toEqual([0, '', []]);
    return host;
  };
  const signals = (host: CollectingHost) => host.of('scope-entered').filter(({ kind }) => kind === 'signal');
  const lineOf = (host: CollectingHost, [site]: readonly number[]): number =>
    host.of('site').find(({ id }) => id === site)?.line ?? 0;
  const lineIn = (source: string, text: string): number =>
    (imports + source).split('\n').findIndex((line) => line.includes(text)) + 1;

  it('a controller is a scope of the task that uses it, from where it is used, and its abort has a place and a reason', async () => {
    const source = `
      import { trackTask } from LIBRARY;
      await trackTask('worker', async () => {
        const controller = new AbortController();
        const waiting = once(new EventEmitter(), 'never', { signal: controller.signal }).catch(() => undefined);
        await delay(200);
        await trackTask('watchdog', () => controller.abort(new Error('too slow', { cause: new Error('disk full') })));
        await waiting;
      });`;
    const host = await watch(source);
    const tasks = new Map(host.of('task-started').map(({ id, name }) => [name, id]));
    const [signal] = signals(host);
    expect(signal).toMatchObject({ name: 'AbortController', task: tasks.get('worker'), timeout: null });
    expect(lineOf(host, signal?.stack ?? [])).toBe(lineIn(source, 'never'));
    expect(host.of('scope-listened')).toMatchObject([{ id: signal?.id, task: tasks.get('worker'), listeners: 1 }]);
    const [cancelled] = host.of('scope-cancelled');
    expect(cancelled).toMatchObject({ id: signal?.id, task: tasks.get('watchdog'), cause: 0 });
    expect(cancelled?.reason).toBe('too slow ← disk full');
    expect(lineOf(host, cancelled?.stack ?? [])).toBe(lineIn(source, 'controller.abort'));
    expect(host.of('scope-exited')).toMatchObject([{ id: signal?.id, status: 'cancelled' }]);
  });

  it('what follows by `any`, or by hand for the same reason, names what it follows', async () => {
    const host = await watch(`
      const origin = new AbortController();
      const follower = new AbortController();
      origin.signal.addEventListener('abort', () => follower.abort(origin.signal.reason), { once: true });
      const all = AbortSignal.any([follower.signal, new AbortController().signal]);
      const waits = [delay(60_000, 0, { signal: all }), delay(60_000, 0, { signal: follower.signal })];
      await delay(200);
      origin.abort(new Error('enough'));
      await Promise.allSettled(waits);`);
    const names = new Map(signals(host).map(({ id, name }) => [id, name]));
    const causes = host.of('scope-cancelled').map(({ id, cause }) => [names.get(id), names.get(cause)]);
    expect(causes).toHaveLength(3);
    expect(causes).toEqual(
      expect.arrayContaining([
        ['AbortController', undefined],
        ['AbortController', 'AbortController'],
        ['AbortSignal.any', 'AbortController'],
      ]),
    );
  });

  it('a signal that follows a cancelled scope of the library names that scope', async () => {
    const host = await watch(`
      import { CancelScope } from LIBRARY;
      await CancelScope.moveOn('outer', async (scope) => {
        const any = AbortSignal.any([scope.signal, new AbortController().signal]);
        const waiting = delay(60_000, 0, { signal: any });
        setTimeout(() => scope.cancel('enough'), 200);
        await waiting;
      });`);
    const scope = host.of('scope-entered').find(({ name }) => name === 'outer');
    const all = host.of('scope-entered').find(({ name }) => name === 'AbortSignal.any');
    expect(all?.parent).toBe(scope?.id);
    expect(host.of('scope-cancelled')).toContainEqual(expect.objectContaining({ id: all?.id, cause: scope?.id }));
  });

  it('a timeout has its time, and is aborted by no task', async () => {
    const host = await watch(`await delay(60_000, 0, { signal: AbortSignal.timeout(300) }).catch(() => undefined);`);
    expect(signals(host)).toMatchObject([{ name: 'timeout of 300 ms', timeout: 300 }]);
    expect(host.of('scope-cancelled')).toMatchObject([
      { task: 0, reason: 'The operation was aborted due to timeout', stack: [] },
    ]);
  });

  it('an abort that nobody listens to is told, for something may look at it', async () => {
    const host = await watch(`
      const controller = new AbortController();
      const { signal } = controller;
      controller.abort();
      if (!signal.aborted) throw new Error('not aborted');`);
    expect(host.of('scope-cancelled')).toMatchObject([{ reason: 'This operation was aborted' }]);
  });

  it('signals of Node and of the library are not told', async () => {
    const host = await watch(`
      import { createServer } from 'node:http';
      import { Readable } from 'node:stream';
      import { CancelScope, operation, trackSession, trackTask } from LIBRARY;
      const server = createServer((_, response) => setTimeout(() => response.end('x'), 200)).listen(0);
      await once(server, 'listening');
      await (await fetch('http://localhost:' + server.address().port)).text();
      server.close();
      await Readable.from([1, 2]).map(async (x) => (await delay(100), x)).toArray();
      const session = trackSession('probe', { healthCheck: ({ signal }) => delay(200, 0, { signal }) });
      await session.checkHealth();
      await operation('late', ({ signal }) => delay(200, 0, { signal }), { timeout: 60_000 });
      await trackTask('task', ({ signal }) => delay(200, 0, { signal }));
      await CancelScope.moveOn('own', (scope) => delay(60_000, 0, { signal: scope.signal }), { timeout: 200 });
      new WritableStream({ write: (_, { signal }) => signal.aborted });`);
    expect(signals(host)).toEqual([]);
  });

  it('what is listened to in passing is not told, and what nobody listens to any more is over', async () => {
    const host = await watch(`
      const brief = new AbortController();
      await delay(1, 0, { signal: brief.signal });
      const long = new AbortController();
      await delay(300, 0, { signal: long.signal });
      await delay(300);`);
    expect(signals(host)).toHaveLength(1);
    expect(host.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
  });

  it('a signal that is garbage-collected is over, and nothing else is said of it', async () => {
    const host = await watch(
      `
      let kept = [];
      for (let times = 0; times < 10; times += 1) {
        const { signal } = new AbortController();
        signal.addEventListener('abort', () => undefined);
        kept.push(signal);
      }
      await delay(200);
      kept = undefined;
      for (let times = 0; times < 10; times += 1) { await delay(20); gc(); }`,
      '--expose-gc',
    );
    expect(signals(host)).toHaveLength(10);
    // V8 may keep the last one in a register.
    expect(host.of('scope-exited').length).toBeGreaterThanOrEqual(9);
    expect(new Set(host.of('scope-exited').map(({ status }) => status))).toEqual(new Set(['completed']));
    expect(host.of('violation')).toEqual([]);
  });

  it('a signal that is garbage-collected before it is told of is not told of', async () => {
    const host = await watch(
      `
      for (let times = 0; times < 10; times += 1) new AbortController().signal.addEventListener('abort', () => undefined);
      for (let times = 0; times < 10; times += 1) { await delay(5); gc(); }
      await delay(200);`,
      '--expose-gc',
    );
    expect(signals(host).length).toBeLessThanOrEqual(1);
  });

  it('a hundred thousand controllers are told of by the few, and none of them is held', async () => {
    const host = await watch(
      `
      const made = [];
      for (let index = 0; index < 100_000; index += 1) {
        const controller = new AbortController();
        controller.signal.addEventListener('abort', () => undefined);
        made.push(index % 1_000 === 0 ? new WeakRef(controller.signal) : undefined);
      }
      await delay(300);
      for (let times = 0; times < 5; times += 1) { await turn(); gc(); }
      const held = made.filter((reference) => reference?.deref()).length;
      if (held > 0) throw new Error(held + ' signals are held');`,
      '--expose-gc',
    );
    expect(signals(host).length).toBeGreaterThan(0);
    expect(signals(host).length).toBeLessThan(1_000);
  });

  it('a scope is ended by switching the agent off', async () => {
    const node = await nodeBinary(major);
    const { host } = await runWatched({
      node,
      source: `${imports}
        const controller = new AbortController();
        process.once('SIGUSR2', () => controller.abort());
        const alive = setInterval(() => undefined, 1_000);
        await delay(60_000, 0, { signal: controller.signal }).catch(() => clearInterval(alive));`,
      onStart: (own) => {
        void (async () => {
          await own.until(() => signals(own).length > 0);
          own.send({ type: 'configure', command: 'off', settings: { enabled: false } });
          await own.until(() => own.of('command-done').length > 0);
          process.kill(own.of('hello')[0]?.pid ?? 0, 'SIGUSR2');
        })();
      },
    });
    expect(host.of('scope-exited')).toMatchObject([{ status: 'completed' }]);
    expect(host.of('scope-cancelled')).toEqual([]);
  });
});
