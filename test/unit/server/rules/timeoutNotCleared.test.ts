import { testRule } from './check.ts';

testRule('timeout-not-cleared', {
  valid: [
    `async function f() { const timer = setTimeout(stop, 10); try { await work(); } finally { clearTimeout(timer); } }`,
    `async function f() { const timer = setTimeout(stop, 10); work(); clearTimeout(timer); }`,
    `async function f() { const timer = setTimeout(stop, 10); timer.unref(); await work(); clearTimeout(timer); }`,
    `const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`,
    `const later = () => new Promise((_, reject) => setTimeout(() => reject(new Error()), 10));`,
    `async function f() { await Promise.race([work(), new Promise((_, reject) => { timer = setTimeout(reject, 10); })]).finally(() => clearTimeout(timer)); }`,
  ],
  invalid: [
    [`async function f() { const timer = setTimeout(stop, 10); await work(); clearTimeout(timer); }`, 'timer'],
    [
      `async function f() { await Promise.race([work(), new Promise((_, reject) => setTimeout(() => reject(new Error()), 10))]); }`,
      'setTimeout',
    ],
    [
      `async function f() { const late = new Promise((_, reject) => { setTimeout(() => reject(new Error()), 10); }); await Promise.race([work(), late]); }`,
      'setTimeout',
    ],
    [
      `const late = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error()), ms)); async function f() { await Promise.race([work(), late(10)]); }`,
      'setTimeout',
    ],
  ],
  fixes: [
    [
      `async function f() {\n  const timer = setTimeout(stop, 10);\n  await work();\n  clearTimeout(timer);\n}\n`,
      `async function f() {\n  const timer = setTimeout(stop, 10);\n  try {\n    await work();\n  } finally {\n    clearTimeout(timer);\n  }\n}\n`,
    ],
  ],
});
