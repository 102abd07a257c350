import { testRule } from './check.ts';

testRule('task-outlives-scope', {
  valid: [
    `async function work() {} CancelScope.run('a', async () => { await work(); });`,
    `function work() {} CancelScope.run('a', async () => { work(); });`,
    `async function work() {} TaskGroup.run('a', async (group) => { group.spawn('work', work); });`,
    `async function work() {} async function f() { work(); using scope = CancelScope.enter('a'); }`,
  ],
  invalid: [
    [`async function work() {} CancelScope.run('a', async () => { work(); });`, 'work()'],
    [`async function work() {} CancelScope.run('a', async () => { void work(); });`, 'work()'],
    [`const work = async () => {}; async function f() { using scope = CancelScope.enter('a'); work(); }`, 'work()'],
    [`CancelScope.moveOn('a', async () => { trackTask('b', other); });`, `trackTask('b', other)`],
  ],
  fixes: [
    [
      `async function work() {} CancelScope.run('a', async () => { work(); });`,
      `async function work() {} CancelScope.run('a', async () => { await work(); });`,
    ],
  ],
});
