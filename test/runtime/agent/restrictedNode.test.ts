import { describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

const source = `
  const { CancelScope, TaskGroup, trackSession } = await import(LIBRARY);
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

const flags = [
  '--disallow-code-generation-from-strings',
  '--frozen-intrinsics',
  '--disable-proto=throw',
  '--throw-deprecation',
  '--no-async-context-frame',
];

describe.each(nodeMajors)('on Node %i a program runs as ever, and is watched, with', (major) => {
  it.each(flags)('%s', async (flag) => {
    // What Node itself says of the flag, or that it does not know it, is the same without us.
    const node = await nodeBinary(major);
    const alone = await runWatched({ node, source, nodeArguments: [flag], env: { NODE_OPTIONS: '' } });
    const watched = await runWatched({ node, source, nodeArguments: [flag] });
    const told = (text: string): string => text.replace(/\(node:\d+\)/g, '');
    expect([watched.code, watched.stdout, told(watched.stderr)]).toEqual([
      alone.code,
      alone.stdout,
      told(alone.stderr),
    ]);
    if (alone.code === 9) return;
    expect(watched.stdout).toBe('worked\n');
    expect(watched.host.of('scope-entered').map(({ name }) => name)).toEqual(['group', 'work', 'twice']);
    expect(watched.host.of('violation').map(({ cause }) => cause)).toEqual(['exited-twice']);
  });
});
