import { testRule } from './check.ts';

testRule('async-generator-without-cleanup', {
  valid: [
    `async function* f(stream) { const reader = stream.getReader(); try { yield (await reader.read()).value; } finally { reader.releaseLock(); } }`,
    `async function* f(stream) { const reader = stream.getReader(); await reader.cancel(); }`,
    `async function f(stream) { const reader = stream.getReader(); return reader.read(); }`,
    `import { open } from 'fs/promises'; async function* f() { await using file = await open('x'); yield file; }`,
    `async function* f() { yield* lines(); }`,
    `async function* f(s) { const reader = s.getReader(); async function* g() { try { yield 1; } finally { reader.releaseLock(); } } yield* g(); }`,
  ],
  invalid: [
    [
      `async function* f(stream) { const reader = stream.getReader(); while (true) { const { done, value } = await reader.read(); if (done) return; yield value; } }`,
      'stream.getReader()',
    ],
    [
      `import { open } from 'node:fs/promises'; async function* f() { const file = await open('x'); yield await file.read(); await file.close(); }`,
      `open('x')`,
    ],
    [
      `async function* f() { const timer = setInterval(tick, 10); yield 1; clearInterval(timer); }`,
      'setInterval(tick, 10)',
    ],
  ],
});
