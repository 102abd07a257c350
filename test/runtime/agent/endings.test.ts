import { describe, expect, it } from 'vitest';
import { Model } from '../../../src/model/model.ts';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

const imports = `
  import { setTimeout as pause } from 'node:timers/promises';
  import { EventEmitter } from 'node:events';
  import { CancelScope, Mutex, TaskGroup, operation, trackTask } from LIBRARY;
  const never = () => new Promise(() => undefined);
`;

/** What is found about a program, as kind and sentence. */
const findingsOf = async (major: NodeMajor, body: string) => {
  const { code, stderr, host } = await runWatched({ node: await nodeBinary(major), source: imports + body });
  const model = new Model();
  for (const { program, event } of host.events) model.apply(program, event);
  const found = model.findings.map(({ kind, severity, sentence }) => [kind, severity, sentence]);
  const placeOf = new Map(host.of('site').map(({ id, line }) => [id, line]));
  const lines = model.findings.map(({ parties }) => parties.map(({ stack: [first = 0] }) => placeOf.get(first)));
  return { code, stderr, found, lines };
};

describe.each(nodeMajors)('on Node %i a program that ends by itself', (major) => {
  it('is a finding while tasks are pending, which names those that wait for no other', async () => {
    const { code, found, lines } = await findingsOf(
      major,
      `
        void trackTask('outer', () => trackTask('inner', never));
        new EventEmitter().on('job', async function resize() { await never(); }).emit('job');
      `,
    );
    expect(code).toBe(0);
    expect(found).toEqual([
      [
        'unsettled-at-end',
        'warning',
        'The program ended by itself while 2 pieces of work were pending, which nothing could end any more: task “inner”, task “job → resize (program.mjs)”.',
      ],
    ]);
    expect(lines).toEqual([[7, 8]]);
  });

  it('with a top-level await is one for certain', async () => {
    const { code, found } = await findingsOf(major, `await never();`);
    expect(code).toBe(13);
    expect(found).toEqual([
      [
        'unsettled-at-end',
        'error',
        'The program ended before a top-level await had come to its end: nothing was left that could.',
      ],
    ]);
    const group = await findingsOf(major, `await TaskGroup.run('all', (group) => void group.spawn('agent', never));`);
    expect(group.code).toBe(13);
    expect(group.found.map(([kind, , sentence]) => [kind, sentence])).toEqual([
      [
        'unsettled-at-end',
        'The program ended before a top-level await had come to its end; 1 piece of work was pending, which nothing could end any more: task “agent”.',
      ],
    ]);
  });

  it('with a scope or a lock that main has left open is told so', async () => {
    const { code, found } = await findingsOf(
      major,
      `
        CancelScope.enter('forgotten');
        const lock = new Mutex('table');
        await lock.acquire();
        setTimeout(() => undefined, 1);
      `,
    );
    expect(code).toBe(0);
    expect(found).toEqual([
      [
        'outlived-its-task',
        'error',
        'Scope “forgotten” is still open although task “main”, which entered it, has ended.',
      ],
      ['lock-leaked', 'warning', 'Lock “table” is still held although task “main”, which acquired it, has ended.'],
    ]);
  });

  it.each([
    ['all was ended', `await trackTask('done', () => pause(1)); await CancelScope.run('scope', () => pause(1));`],
    ['it ended itself in the middle', `CancelScope.enter('open'); void trackTask('cut', never); process.exit(0);`],
    [
      'it ended itself in the middle, later',
      `CancelScope.enter('open'); void trackTask('cut', never); setTimeout(() => process.exit(0), 5);`,
    ],
    [
      'it found more to do when nothing was left, and ended itself then',
      `CancelScope.enter('open');
       let once = false;
       process.on('beforeExit', () => {
         if (!once) setTimeout(() => process.exit(0), 20);
         once = true;
       });`,
    ],
    ['it tidies up at its exit', `const scope = CancelScope.enter('open'); process.on('exit', () => scope.exit());`],
    ['it only has intervals that do not keep it alive', `setInterval(() => undefined, 1_000).unref();`],
    [
      'its work is ended when nothing else is left',
      `const scope = CancelScope.enter('open');
       process.once('beforeExit', async () => { await pause(5); scope.exit(); });`,
    ],
  ])('is no finding when %s', async (_, body) => {
    const { code, stderr, found } = await findingsOf(major, body);
    expect([code, stderr]).toEqual([0, '']);
    expect(found).toEqual([]);
  });

  it('in the way of an error is told nothing about its end', async () => {
    const { code, found } = await findingsOf(
      major,
      `CancelScope.enter('open'); void trackTask('cut', never); setTimeout(() => { throw new Error('broken'); }, 5);`,
    );
    expect(code).toBe(1);
    expect(found).toEqual([]);
  });
});
