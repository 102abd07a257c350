import { describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

const collecting = `
  import { setImmediate as turn } from 'node:timers/promises';
  import { CancelScope, TaskGroup, sleep, trackTask } from LIBRARY;
  const never = () => new Promise(() => undefined);
  const collect = async () => {
    for (let times = 0; times < 5; times += 1) {
      await turn();
      globalThis.gc();
    }
    await turn();
  };
`;

describe.each(nodeMajors)('on Node %i', (major) => {
  const lostIn = async (source: string): Promise<string[]> => {
    const node = await nodeBinary(major);
    const { code, stderr, host } = await runWatched({ node, source: collecting + source, nodeOptions: '--expose-gc' });
    expect([code, stderr]).toEqual([0, '']);
    const names = new Map(host.of('task-started').map(({ id, name }) => [id, name]));
    return host.of('task-collected').map(({ id }) => names.get(id) ?? '');
  };

  it.each([
    ['nobody awaits it', `trackTask('lost', never);`],
    ['somebody awaits it', `(async () => { await trackTask('lost', never); })();`],
    ['its group waits for it', `TaskGroup.run('group', (group) => void group.spawn('lost', never));`],
    ['the function of its group awaits it', `TaskGroup.run('group', (group) => group.spawn('lost', never));`],
    [
      'it is in a scope with a deadline',
      `CancelScope.run('scope', () => void trackTask('lost', never), { timeout: 60_000 });`,
    ],
    ['it has a scope open', `trackTask('lost', () => CancelScope.run('scope', never));`],
  ])('a task that nobody can end is lost although %s', async (_, start) => {
    expect(await lostIn(`const start = () => { ${start} }; start(); await collect();`)).toEqual(['lost']);
  });

  it.each([
    ['a timer ends it', `trackTask('kept', () => new Promise((resolve) => setTimeout(resolve, 100)));`],
    ['it sleeps', `trackTask('kept', () => sleep(100));`],
    [
      'cancelling it ends it',
      `trackTask('kept', ({ signal }) => new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    }));`,
    ],
    ['it has ended', `trackTask('kept', async () => 1);`],
  ])('a task is not lost when %s', async (_, start) => {
    expect(await lostIn(`const start = () => { ${start} }; start(); await collect();`)).toEqual([]);
  });
});
