import { describe, expect, it } from 'vitest';
import { Model } from '../../../src/model/model.ts';
import type { AgentSettings } from '../../../src/protocol/commands.ts';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { type WatchedProgram, runWatched } from './runWatched.ts';

const watch = async (major: NodeMajor, program: Omit<WatchedProgram, 'node'>) => {
  const run = await runWatched({ node: await nodeBinary(major), ...program });
  const { host } = run;
  const model = new Model();
  for (const { program: key, event } of host.events) model.apply(key, event);
  const started = host.of('task-started').filter(({ kind }) => kind !== 'main');
  const ends = new Map(host.of('task-ended').map((end) => [end.id, end]));
  return {
    ...run,
    findings: model.findings.map(({ sentence }) => sentence),
    started,
    /** What each task is, and how it ended. */
    tasks: started.map(({ id, kind, name }) => [kind, name, ends.get(id)?.status ?? 'running']),
  };
};

const deep: AgentSettings = { detail: 2 };

describe.each(nodeMajors)('on Node %i', (major) => {
  it('a call of an async listener is a task until its promise is settled, and a child of the task that emitted', async () => {
    const { code, stderr, tasks, started, host, findings } = await watch(major, {
      source: `
        import { EventEmitter } from 'node:events';
        import { setTimeout as pause } from 'node:timers/promises';
        import { CancelScope } from LIBRARY;
        const queue = new EventEmitter();
        queue.on('job', async function resize(job) {
          await CancelScope.run('resize ' + job, () => pause(5));
          queue.emit('resized', job);
        });
        queue.once('resized', async () => {});
        queue.on('job', () => undefined);
        queue.emit('job', 1);
      `,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(tasks).toEqual([
      ['listener', 'job → resize (program.mjs)', 'completed'],
      ['listener', 'resized → (anonymous in program.mjs)', 'completed'],
    ]);
    const [main, resize, resized] = host.of('task-started');
    expect([resize?.parent, resized?.parent]).toEqual([main?.id, main?.id]);
    expect(host.of('scope-entered')).toMatchObject([{ task: main?.id }]);
    expect(host.of('site').find(({ id }) => id === started[0]?.stack[0])).toMatchObject({ line: 6 });
    expect(findings).toEqual([]);
  });

  it('an async handler of HTTP requests is one task with its request', async () => {
    const { code, tasks } = await watch(major, {
      source: `
        import { createServer, get } from 'node:http';
        const server = createServer(async (request, response) => { response.end('ok'); });
        server.listen(0, '127.0.0.1', () => {
          const { port } = server.address();
          get({ port, host: '127.0.0.1', path: '/orders', agent: false }, (response) => {
            response.resume().on('end', () => server.close());
          });
        });
      `,
    });
    expect(code).toBe(0);
    expect(tasks).toEqual([['http', 'GET /orders', 'completed']]);
  });

  it('scopes and locks may be left by another callback than the one that came by them', async () => {
    const { code, findings, tasks } = await watch(major, {
      source: `
        import { EventEmitter } from 'node:events';
        import { CancelScope, Mutex } from LIBRARY;
        const [emitter, lock] = [new EventEmitter(), new Mutex('table')];
        const scope = CancelScope.enter('program');
        let inner, hold;
        emitter.on('open', async () => {
          inner = CancelScope.enter('connection');
          hold = await lock.acquire();
          setTimeout(() => emitter.emit('close'), 150);
        });
        emitter.on('close', async () => {
          hold.release();
          inner.exit();
          setImmediate(async () => {
            const timer = setInterval(() => { scope.exit(); clearInterval(timer); }, 1);
          });
        });
        emitter.emit('open');
      `,
      settings: deep,
    });
    expect(code).toBe(0);
    expect(tasks).toHaveLength(4);
    expect(findings).toEqual([]);
  });

  it('an async listener that fails is a failed task, and its error is as unhandled as ever', async () => {
    const source = `
      import { EventEmitter } from 'node:events';
      const queue = new EventEmitter();
      queue.on('job', async () => { await null; throw new TypeError('no such job'); });
      queue.emit('job');
    `;
    const { code, stderr, tasks } = await watch(major, { source });
    expect(code).toBe(1);
    expect(stderr).toContain('TypeError: no such job\n    at EventEmitter.<anonymous>');
    expect(stderr).not.toContain('Async Scope');
    expect(tasks).toEqual([['listener', 'job → (anonymous in program.mjs)', 'failed']]);
  });

  it('errors of async listeners reach whoever the program has for them', async () => {
    const { code, stdout, stderr } = await watch(major, {
      source: `
        import { EventEmitter } from 'node:events';
        const catching = new EventEmitter({ captureRejections: true });
        catching.on('error', (error) => console.log('captured', error.message));
        catching.on('job', async () => { throw new Error('one'); });
        process.on('unhandledRejection', (error) => console.log('unhandled', error.message));
        catching.emit('job');
        const plain = new EventEmitter();
        plain.on('job', async () => { throw new Error('two'); });
        plain.emit('job');
      `,
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').sort()).toEqual(['', 'captured one', 'unhandled two']);
  });

  it('what a program sees of its listeners and timers is as without the agent', async () => {
    const source = `
      import { EventEmitter } from 'node:events';
      import timers, { setInterval as imported } from 'node:timers';
      import { promisify } from 'node:util';
      const emitter = new EventEmitter();
      const said = [];
      const say = (...what) => said.push(what.map(String).join(' '));
      const work = async function work() { say('this', this === emitter, arguments.length); };
      emitter.on('newListener', (event, fn) => say('new', event, fn === work));
      emitter.on('removeListener', (event, fn) => say('removed', event, fn === work));
      for (const add of ['on', 'addListener', 'prependListener', 'once', 'prependOnceListener']) {
        say(add, EventEmitter.prototype[add].name, EventEmitter.prototype[add].length);
        say(emitter[add]('job', work) === emitter, emitter.listeners('job')[0] === work, emitter.listenerCount('job'));
        emitter.emit('job', 1, 2);
        emitter.emit('job');
        emitter.off('job', work);
        say(emitter.listenerCount('job'), emitter.rawListeners('job').length);
      }
      say(EventEmitter.prototype.on === EventEmitter.prototype.addListener);
      for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearInterval']) {
        const { value, ...flags } = Object.getOwnPropertyDescriptor(globalThis, name);
        say(value.name, value.length, JSON.stringify(flags), value === timers[name], typeof promisify(value));
      }
      say(imported === setInterval, Object.keys(EventEmitter.prototype).join());
      try { setInterval('no function', 5); } catch (error) { say(error.code, error.stack.split('\\n')[0]); }
      const timer = setInterval((...args) => { say(args); clearInterval(Number(timer)); }, 1, 'a', 'b');
      say(timer.constructor.name, timer.hasRef());
      const closed = setInterval(() => undefined, 1_000);
      closed.close();
      setTimeout(async (...args) => { say(args); }, 5, 'c');
      setImmediate(async function named() { say(named.name, this === globalThis); });
      process.on('exit', () => console.log(JSON.stringify(said)));
    `;
    const node = { node: await nodeBinary(major) };
    const plain = await runWatched({ ...node, source, env: { ASYNC_SCOPE_OFF: '1' } });
    const { stdout, tasks } = await watch(major, { source, settings: deep });
    expect(plain.host.events).toEqual([]);
    // Timers that are due at once come in any order.
    const said = (text: string): string[] => (JSON.parse(text) as string[]).sort();
    expect(said(stdout)).toEqual(said(plain.stdout));
    expect(tasks.length).toBeGreaterThan(5);
  });

  it('an interval is a task until it is stopped, and what it does is done in the task that set it', async () => {
    const { code, tasks, host, findings } = await watch(major, {
      source: `
        import { CancelScope } from LIBRARY;
        let count = 0;
        const poll = () => {
          CancelScope.enter('poll').exit();
          if (++count === 3) clearInterval(timer);
        };
        const timer = setInterval(poll, 2);
        const beat = setInterval(function heartbeat() {}, 60_000);
        beat.unref();
      `,
    });
    expect(code).toBe(0);
    expect(tasks).toEqual([
      ['interval', 'every 2 ms: poll (program.mjs)', 'completed'],
      ['interval', 'every 60 s: heartbeat (program.mjs)', 'running'],
    ]);
    const [main] = host.of('task-started');
    expect(host.of('scope-entered').map(({ task }) => task)).toEqual([main?.id, main?.id, main?.id]);
    expect(findings).toEqual([]);
  });

  it('the function of a timer is a task at the deepest level of detail only', async () => {
    const source = `
      setTimeout(async function refresh() { await null; }, 1);
      setImmediate(async () => { throw new DOMException('stopped', 'AbortError'); });
      process.on('unhandledRejection', () => undefined);
      const timer = setInterval(async function tick() { clearInterval(timer); }, 1);
      setTimeout(() => undefined, 1);
    `;
    const usual = await watch(major, { source });
    expect(usual.tasks).toEqual([['interval', 'every 1 ms: tick (program.mjs)', 'completed']]);
    const { tasks } = await watch(major, { source, settings: deep });
    expect(tasks.sort((one, other) => String(one).localeCompare(String(other)))).toEqual([
      ['interval', 'every 1 ms: tick (program.mjs)', 'completed'],
      ['timer', 'timer → (anonymous in program.mjs)', 'cancelled'],
      ['timer', 'timer → refresh (program.mjs)', 'completed'],
      ['timer', 'timer → tick (program.mjs)', 'completed'],
    ]);
  });

  it('at level 0 nothing but the calls of the library is told', async () => {
    const source = `
      import { EventEmitter } from 'node:events';
      const timer = setInterval(() => clearInterval(timer), 1);
      const emitter = new EventEmitter().on('event', async () => undefined);
      emitter.emit('event');
    `;
    expect((await watch(major, { source, settings: { detail: 0 } })).tasks).toEqual([]);
  });

  it('a listener that nobody can end is lost, one that a timer ends is not', async () => {
    const { code, host, tasks } = await watch(major, {
      nodeOptions: '--expose-gc',
      source: `
        import { EventEmitter } from 'node:events';
        import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
        const emit = () => {
          new EventEmitter().on('event', async function lost() { await new Promise(() => {}); }).emit('event');
          new EventEmitter().on('event', async function kept() { await pause(300); }).emit('event');
        };
        emit();
        for (let times = 0; times < 5; times += 1) { await turn(); globalThis.gc(); }
        await pause(1);
      `,
    });
    expect(code).toBe(0);
    const names = new Map(host.of('task-started').map(({ id, name }) => [id, name]));
    expect(host.of('task-collected').map(({ id }) => names.get(id))).toEqual(['event → lost (program.mjs)']);
    expect(tasks.at(-1)).toEqual(['listener', 'event → kept (program.mjs)', 'completed']);
  });

  it.skipIf(major === 20)('each stream of an HTTP/2 server is a task (which Node 20 does not announce)', async () => {
    const { code, tasks, host } = await watch(major, {
      source: `
        import { connect, createServer } from 'node:http2';
        import { CancelScope } from LIBRARY;
        const server = createServer(async (request, response) => {
          await CancelScope.run('handle ' + request.url, async () => {
            response.statusCode = request.url === '/broken' ? 500 : 200;
            response.end('ok');
          });
        });
        server.listen(0, '127.0.0.1', async () => {
          const client = connect('http://127.0.0.1:' + server.address().port);
          for (const path of ['/stock?id=7', '/broken']) {
            await new Promise((resolve) => client.request({ ':path': path }).on('end', resolve).resume());
          }
          client.close();
          server.close();
        });
      `,
    });
    expect(code).toBe(0);
    const streams = tasks.filter(([kind]) => kind === 'http');
    expect(streams).toEqual([
      ['http', 'GET /stock', 'completed'],
      ['http', 'GET /broken', 'failed'],
    ]);
    const ids = host.of('task-started').flatMap(({ kind, id }) => (kind === 'http' ? [id] : []));
    expect(host.of('scope-entered').every(({ task }) => ids.includes(task))).toBe(true);
  });
});
