import { testRule } from './check.ts';

testRule('scope-escapes-task', {
  valid: [
    `async function f() { const scope = CancelScope.enter('a'); try { await work(); } finally { scope.exit(); } }`,
    `function f() { const scope = CancelScope.enter('a'); return work().finally(() => scope.exit()); }`,
    `function f() { const scope = new CancelScope('a'); return async () => { scope.enter(); scope.exit(); }; }`,
    `function f() { const scope = new Scope('a'); setTimeout(() => scope.exit(), 10); }`,
  ],
  invalid: [
    [`function f() { const scope = CancelScope.enter('a'); setTimeout(() => scope.exit(), 10); }`, 'scope.exit()'],
    [
      `function f() { const scope = CancelScope.enter('a'); socket.on('close', () => { scope.exit(); }); }`,
      'scope.exit()',
    ],
    [`const scope = CancelScope.enter('a'); async function stop() { scope.exit(); }`, 'scope.exit()'],
    [
      `function f() { const scope = new CancelScope('a').enter(); queueMicrotask(() => scope.exit()); }`,
      'scope.exit()',
    ],
  ],
});
