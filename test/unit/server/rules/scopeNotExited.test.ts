import { testRule } from './check.ts';

testRule('scope-not-exited', {
  valid: [
    `async function f() { using scope = CancelScope.enter('a'); await work(); }`,
    `async function f() { await using group = TaskGroup.enter('a'); await group.done(); }`,
    `async function f() { const scope = CancelScope.enter('a'); try { await work(); } finally { scope.exit(); } }`,
    `async function f() { const scope = new CancelScope('a'); scope.enter(); try { await work(); } finally { scope.exit(); } }`,
    `function f() { const scope = CancelScope.enter('a'); prepare(); scope.exit(); }`,
    `function f() { const scope = CancelScope.enter('a'); return scope; }`,
    `function f() { const scope = CancelScope.enter('a'); setTimeout(() => scope.exit(), 10); }`,
    `function f() { const scope = new CancelScope('a'); return scope.cancelled; }`,
  ],
  invalid: [
    [`async function f() { const scope = CancelScope.enter('a'); await work(); }`, 'scope'],
    [`async function f() { const scope = CancelScope.enter('a'); await work(); scope.exit(); }`, 'scope'],
    [
      `async function f() { const scope = new CancelScope('a'); scope.enter(); if (done) return; scope.exit(); }`,
      'scope',
    ],
    [`import { CancelScope as Scope } from 'async-scope'; Scope.enter('a');`, `Scope.enter('a')`],
  ],
  fixes: [
    [
      `async function f() {\n  const scope = CancelScope.enter('a');\n  await work();\n}\n`,
      `async function f() {\n  using scope = CancelScope.enter('a');\n  await work();\n}\n`,
    ],
    [
      `async function f() {\n  const scope = CancelScope.enter('a');\n  await work();\n  scope.exit();\n}\n`,
      `async function f() {\n  const scope = CancelScope.enter('a');\n  try {\n    await work();\n  } finally {\n    scope.exit();\n  }\n}\n`,
    ],
  ],
});
