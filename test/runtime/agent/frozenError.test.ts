import { describe, expect, it } from 'vitest';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

const work = `
  const { CancelScope, TaskGroup, trackSession } = await import(LIBRARY);
  if (when === 'after') Object.freeze(Error);
  const result = await TaskGroup.run('group', async (group) => {
    const task = group.spawn('task', () => CancelScope.run('work', async () => 'worked'));
    trackSession('db').close();
    return task;
  });
  const scope = CancelScope.enter('twice');
  scope.exit();
  scope.exit();
  console.log(result);
`;

const run = async (major: NodeMajor, when: 'before' | 'after', env: Record<string, string> = {}) =>
  runWatched({
    node: await nodeBinary(major),
    source: `const when = '${when}'; if (when === 'before') Object.freeze(Error); ${work}`,
    env,
  });

describe.each(nodeMajors)('on Node %i a program that freezes `Error`', (major) => {
  it.each(['before', 'after'] as const)('%s it imports the library runs as ever', async (when) => {
    const alone = await run(major, when, { NODE_OPTIONS: '' });
    expect([alone.code, alone.stdout, alone.stderr]).toEqual([0, 'worked\n', '']);
    expect(alone.host.events).toEqual([]);
    const watched = await run(major, when);
    expect([watched.code, watched.stdout, watched.stderr]).toEqual([0, 'worked\n', '']);
    expect(watched.host.of('scope-entered').map(({ name }) => name)).toEqual(['group', 'work', 'twice']);
    expect(watched.host.of('violation').map(({ cause }) => cause)).toEqual(['exited-twice']);
  });
});
