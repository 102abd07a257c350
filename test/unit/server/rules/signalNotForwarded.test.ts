import { testRule } from './check.ts';

testRule('signal-not-forwarded', {
  valid: [
    `import { once } from 'events'; async function f(options) { const own = options.signal; await once(own, 'abort'); }`,
    `async function f(signal) { await fetch(url, { signal }); }`,
    `async function f(signal) { await fetch(url, { ...options }); }`,
    `async function f(signal) { await fetch(url, options); }`,
    `async function f() { await fetch(url); }`,
    `async function f(signal: NodeJS.Signals) { await fetch(url); }`,
    `async function f(signal) { try { await work({ signal }); } finally { await fetch(url, { method: 'DELETE' }); } }`,
    `async function f(signal) { await Promise.race([fetch(url), aborted(signal)]); }`,
    `async function f(signal) { const fetch = mine; await fetch(url); }`,
    `async function load(url) {} async function f(signal) { await load(url); }`,
    {
      'load.ts': `export async function load(url, { signal } = {}) {}`,
      'f.ts': `import { load } from './load.js'; async function f(signal) { await load(url, { signal }); }`,
    },
  ],
  invalid: [
    [`async function f(url, { signal }) { return fetch(url); }`, 'fetch'],
    [`async function f(options) { options.signal?.throwIfAborted(); await fetch(url, { method: 'POST' }); }`, 'fetch'],
    [
      `import { setTimeout as sleep } from 'timers/promises'; async function f(signal) { await sleep(10, undefined); }`,
      'sleep',
    ],
    [
      `const { once } = require('events'); async function f(signal: AbortSignal) { await once(emitter, 'end'); }`,
      'once',
    ],
    [`async function load(url, { signal } = {}) {} async function f(signal) { await load(url); }`, 'load'],
    [
      {
        'load.ts': `export async function load(url: string, signal?: AbortSignal) {}`,
        'f.ts': `import { load } from './load.js'; async function f(signal) { await load(url); }`,
      },
      'load',
    ],
  ],
  fixes: [
    [`async function f(signal) { await fetch(url); }`, `async function f(signal) { await fetch(url, { signal }); }`],
    [
      `async function f(o) { o.signal?.throwIfAborted(); await fetch(url, { method: 'POST' }); }`,
      `async function f(o) { o.signal?.throwIfAborted(); await fetch(url, { signal: o.signal, method: 'POST' }); }`,
    ],
  ],
});
