import { describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from '../agent/runWatched.ts';

/** Two tasks wait at the same line, and the main program at another. */
const source = `
import { setImmediate as turn } from 'node:timers/promises';
import { asyncStacks, trackTask } from LIBRARY;
const kept = [];
const pending = () => new Promise((resolve) => kept.push(resolve));
async function read() {
  await pending();
}
async function serve() {
  await turn();
  await read();
}
async function lonely() {
  await pending();
}
const tasks = ['first', 'second'].map((name) => trackTask(name, serve));
lonely();
for (let count = 0; count < 5; count += 1) await turn();
const { stacks } = asyncStacks();
console.log(JSON.stringify(stacks.map(({ count, task, frames }) => [task?.name ?? '', count, frames.map(({ fn }) => fn)])));
globalThis[Symbol.for('async-scope.agent')].command(JSON.stringify({ type: 'async-stacks', command: 'c1' }));
globalThis[Symbol.for('async-scope.agent')].command(JSON.stringify({ type: 'async-stacks', command: 'c2', longestPause: 0 }));
for (const settle of kept.splice(0)) settle();
await Promise.all(tasks);
`;

describe.each(nodeMajors)('a watched program on Node %i', (major) => {
  it('has its stacks by task, and tells them on command', async () => {
    const { code, stdout, stderr, host } = await runWatched({
      node: await nodeBinary(major),
      source,
      settings: { detail: 2 },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const stacks = JSON.parse(stdout) as [task: string, count: number, fns: string[]][];
    expect(stacks).toContainEqual(['first', 1, ['read', 'serve']]);
    expect(stacks).toContainEqual(['second', 1, ['read', 'serve']]);
    const lonely = stacks.find(([, , fns]) => fns.join() === 'lonely');
    expect(lonely?.[1]).toBe(1);
    expect(['', 'main']).toContain(lonely?.[0]);

    const [taken, ...more] = host.of('async-stacks-taken');
    expect(more).toEqual([]);
    const told = host.of('async-stack');
    expect(taken).toMatchObject({ told: told.length, stacks: told.length });
    expect(told.every(({ taken: id }) => id === taken?.id)).toBe(true);
    const answers = host.of('command-done');
    expect(answers.find(({ command }) => command === 'c1')).toMatchObject({ ok: true });
    expect(answers.find(({ command }) => command === 'c2')?.message).toMatch(/would stand still for about/);
  });
});
