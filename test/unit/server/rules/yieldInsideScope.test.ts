import { testRule } from './check.ts';

testRule('yield-inside-scope', {
  valid: [
    `safeGenerator('lines', async function* () { using scope = CancelScope.enter('a'); yield 1; });`,
    `async function* f() { { using scope = CancelScope.enter('a'); await work(); } yield 1; }`,
    `async function* f() { const scope = CancelScope.enter('a'); scope.exit(); yield 1; }`,
    `async function* f() { yield 1; using scope = CancelScope.enter('a'); }`,
    `async function* f() { using scope = CancelScope.enter('a'); each(function* () { yield 1; }); }`,
  ],
  invalid: [
    [`async function* f() { using scope = CancelScope.enter('a'); yield 1; }`, 'yield 1'],
    [
      `function* f() { const scope = CancelScope.enter('a'); try { yield* all(); } finally { scope.exit(); } }`,
      'yield* all()',
    ],
    [`async function* f() { await using group = TaskGroup.enter('a'); for (const x of y) { yield x; } }`, 'yield x'],
  ],
});
