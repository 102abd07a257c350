import { testRule } from './check.ts';

testRule('await-while-holding-lock', {
  valid: [
    `mutex.runExclusive(async () => { await table.write(row); });`,
    `async function f() { const release = await mutex.acquire(); release(); await fetch(url); }`,
    `async function f() { await fetch(url); await mutex.run(async () => { count += 1; }); }`,
    `pool.run(async () => { await fetch(url); });`,
  ],
  invalid: [
    [`mutex.runExclusive(async () => { await fetch(url); });`, 'await fetch(url)'],
    [`async function f() { await lock.acquire(); await sleep(10); lock.release(); }`, 'await sleep(10)'],
    [
      `import { setTimeout as pause } from 'node:timers/promises'; mutex.run(async () => { await pause(10); });`,
      'await pause(10)',
    ],
  ],
});
