import { describe, expect, it } from 'vitest';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched, type WatchedProgram } from './runWatched.ts';

const scopes = `
  import { CancelScope, TaskGroup } from LIBRARY;
  await TaskGroup.run('group', async (group) => {
    await group.spawn('worker', () => CancelScope.run('work', async () => undefined));
  });
`;

const watch = async (major: NodeMajor, program: Omit<WatchedProgram, 'node'>) =>
  runWatched({ node: await nodeBinary(major), ...program });

describe.each(nodeMajors)('on Node %i', (major) => {
  it('a program tells its scopes and tasks, with places of its own code only', async () => {
    const { code, host, stderr } = await watch(major, { source: scopes });
    expect([code, stderr, host.problems]).toEqual([0, '', []]);
    expect(host.greetings).toMatchObject([{ token: host.token }]);
    expect(host.of('hello')).toHaveLength(1);
    expect(host.of('scope-entered').map(({ name }) => name)).toEqual(['group', 'work']);
    expect(host.of('task-started').map(({ name }) => name)).toEqual(['main', 'worker']);
    expect(host.of('scope-exited').map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(host.of('bye')).toMatchObject([{ exitCode: 0 }]);
    const places = host.of('site').map(({ url, line }) => [url.split('/').at(-1), line]);
    expect(places).toContainEqual(['program.mjs', 4]);
    expect(places.every(([file]) => file === 'program.mjs')).toBe(true);
  });

  it.each([
    ['many waits in one scope', `CancelScope.run('scope', () => Promise.all(twenty.map(() => sleep(5))))`],
    [
      'many scopes with one signal',
      `Promise.all(twenty.map((name) => CancelScope.run(name, () => sleep(5), { signal: outside.signal })))`,
    ],
    [
      'many operations with one signal',
      `Promise.all(twenty.map((name) =>
        operation(name, () => sleep(5), { recovery: retry(), signal: outside.signal })))`,
    ],
  ])('nothing is warned of with %s', async (_, work) => {
    const source = `
      import { CancelScope, operation, retry, sleep } from LIBRARY;
      const twenty = Array.from({ length: 20 }, (_, index) => 'work ' + index);
      const outside = new AbortController();
      await ${work};
    `;
    const { code, stderr } = await watch(major, { source });
    expect([code, stderr]).toEqual([0, '']);
  });

  it('the last batch arrives when the program ends itself', async () => {
    const source = `import { CancelScope } from LIBRARY; CancelScope.enter('last'); process.exit(7);`;
    const { code, host } = await watch(major, { source });
    expect(code).toBe(7);
    expect(host.of('scope-entered')).toHaveLength(1);
    expect(host.of('bye')).toMatchObject([{ exitCode: 7 }]);
  });

  it('the last batch arrives when the program dies of an error, which is told as ever', async () => {
    const source = `import { CancelScope } from LIBRARY; CancelScope.enter('last'); throw new Error('the end');`;
    const { code, host, stderr } = await watch(major, { source });
    expect(code).toBe(1);
    expect(stderr).toContain('Error: the end');
    expect(stderr).not.toContain('Async Scope');
    expect(host.of('scope-entered')).toHaveLength(1);
  });

  it('more than a pipe holds arrives, in order and whole', async () => {
    const source = `
      import { CancelScope } from LIBRARY;
      for (let index = 0; index < 30_000; index += 1) CancelScope.enter('scope ' + index).exit();
    `;
    const { host } = await watch(major, { source });
    expect(host.problems).toEqual([]);
    expect(host.of('dropped')).toEqual([]);
    expect(host.of('scope-exited')).toHaveLength(30_000);
  });

  it('a worker thread tells under a key of its own', async () => {
    const source = `
      import { Worker, isMainThread } from 'node:worker_threads';
      import { fileURLToPath } from 'node:url';
      import { CancelScope } from LIBRARY;
      if (isMainThread) new Worker(fileURLToPath(import.meta.url));
      CancelScope.enter(isMainThread ? 'main' : 'worker').exit();
    `;
    const { host } = await watch(major, { source });
    const keys = host.events.filter(({ event }) => event.type === 'scope-entered').map(({ program }) => program);
    expect(new Set(keys.map((key) => key.split('/')[1]))).toEqual(new Set(['0', '1']));
  });

  it('a thread for module hooks is not taken for one of the program', async () => {
    const hooks = 'data:text/javascript,export const resolve = (name, context, next) => next(name, context);';
    const source = `
      import { register } from 'node:module';
      register(${JSON.stringify(hooks)});
      await import('node:fs');
    `;
    const { code, host } = await watch(major, { source });
    expect(code).toBe(0);
    expect(host.of('hello')).toMatchObject([{ thread: 0 }]);
  });

  it('each incoming HTTP request is a task, and scopes entered in its handler belong to it', async () => {
    const source = `
      import { createServer, get } from 'node:http';
      import { CancelScope } from LIBRARY;
      const server = createServer((request, response) => {
        void CancelScope.run('handle', async () => response.end('ok'));
      });
      server.listen(0, '127.0.0.1', () => {
        get({ port: server.address().port, path: '/stock?id=7', agent: false }, (answer) => {
          answer.resume();
          answer.on('end', () => server.close());
        });
      });
    `;
    const { host } = await watch(major, { source });
    const task = host.of('task-started').find(({ kind }) => kind === 'http');
    expect(task?.name).toBe('GET /stock');
    expect(host.of('scope-entered')).toMatchObject([{ name: 'handle', task: task?.id }]);
    expect(host.of('task-ended').find(({ id }) => id === task?.id)).toMatchObject({ status: 'completed' });
  });
});

describe('the agent', () => {
  it('leaves globals, exit codes and the handling of stacks as they were', async () => {
    const source = `
      Error.prepareStackTrace = (error, sites) => 'mine ' + sites.length;
      const { CancelScope } = await import(LIBRARY);
      CancelScope.enter('scope').exit();
      console.log(JSON.stringify(Object.keys(globalThis).filter((name) => /scope/i.test(name))));
      console.log(new Error('x').stack.startsWith('mine '), Error.stackTraceLimit);
      process.exitCode = 3;
    `;
    const { code, stdout } = await watch(24, { source });
    expect(code).toBe(3);
    expect(stdout).toBe('[]\ntrue 10\n');
  });

  it('is not disturbed by a program that replaces timers and clocks', async () => {
    const source = `
      globalThis.setTimeout = globalThis.setImmediate = () => { throw new Error('fake'); };
      performance.now = Date.now = () => 0;
      const { CancelScope } = await import(LIBRARY);
      CancelScope.enter('scope').exit();
    `;
    const { code, host } = await watch(24, { source });
    expect(code).toBe(0);
    expect(host.of('scope-entered')[0]?.time).toBeGreaterThan(0);
  });

  it('works where code may not be made from strings', async () => {
    const { code, host } = await watch(24, { source: scopes, nodeOptions: '--disallow-code-generation-from-strings' });
    expect([code, host.of('scope-entered').length]).toEqual([0, 2]);
  });

  it('that cannot read its settings says so in one line, and the program runs', async () => {
    const { code, stdout, stderr } = await watch(24, {
      source: `console.log('ran');`,
      env: { ASYNC_SCOPE_SETTINGS: '{"stackDepth":"deep"}' },
    });
    expect([code, stdout]).toEqual([0, 'ran\n']);
    expect(stderr).toMatch(/^Async Scope: this program is not watched, because .*\n$/);
  });

  it('stays out where it is switched off', async () => {
    const { host, stderr } = await watch(24, { source: scopes, env: { ASYNC_SCOPE_OFF: '1' } });
    expect([host.events, stderr]).toEqual([[], '']);
  });

  it('does not keep a program alive or hold it up when nobody listens', async () => {
    const env = { ASYNC_SCOPE_PIPE: '/nowhere/agent.sock' };
    const { code, stderr, host } = await watch(24, { source: scopes, env });
    expect([code, stderr, host.greetings]).toEqual([0, '', []]);
  });

  it('does as it is told over the pipe', async () => {
    const source = `
      import { CancelScope } from LIBRARY;
      const scope = CancelScope.enter('waits');
      const alive = setInterval(() => undefined, 1_000);
      scope.signal.addEventListener('abort', () => {
        console.log(scope.signal.reason.message);
        clearInterval(alive);
      });
    `;
    const { stdout, host } = await watch(24, {
      source,
      onStart(own) {
        void own
          .until(() => own.of('scope-entered').length > 0)
          .then(() =>
            own.send({ type: 'cancel-scope', command: 'c1', scope: own.of('scope-entered')[0]?.id, reason: 'enough' }),
          );
      },
    });
    expect(stdout).toBe('enough\n');
    expect(host.of('command-done')).toMatchObject([{ command: 'c1', ok: true }]);
  });

  it('works for a program in CommonJS with a copy of the library of its own', async () => {
    const source = `import(LIBRARY).then(({ CancelScope }) => CancelScope.enter('from cjs').exit());`;
    const { host } = await watch(20, { source, ending: 'cjs' });
    expect(host.of('scope-entered')).toMatchObject([{ name: 'from cjs' }]);
  });
});
