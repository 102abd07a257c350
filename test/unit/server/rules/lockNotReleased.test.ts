import { testRule } from './check.ts';

testRule('lock-not-released-on-all-paths', {
  valid: [
    `async function f() { const release = await mutex.acquire(); try { await work(); } finally { release(); } }`,
    `async function f() { await sema.acquire(); try { return await work(); } finally { sema.release(); } }`,
    `async function f() { using hold = await this.mutex.acquire(); await work(); }`,
    `async function f() { const release = await mutex.acquire(); count += 1; release(); }`,
    `async function f() { const release = await mutex.acquire(); return release; }`,
    `async function f() { const release = await mutex.acquire(); stream.on('end', () => release()); await work(); }`,
    `async function f() { const release = await mutex.acquire(); try { await work(); } catch (e) { release(); throw e; } release(); }`,
    `async function f() { try { await lock.acquire(); await work(); } finally { lock.release(); } }`,
    `async function f() { const client = await pool.acquire(); await work(client); pool.release(client); }`,
    `async function f() { const release = await mutex.acquire(); if (done) { release(); return; } release(); }`,
    `async function f() { const [value, release] = await semaphore.acquire(); try { await work(value); } finally { release(); } }`,
  ],
  invalid: [
    [`async function f() { const release = await mutex.acquire(); await work(); release(); }`, 'mutex.acquire()'],
    [`async function f() { await this.lock.acquire(); if (done) return; this.lock.release(); }`, 'this.lock.acquire()'],
    [
      `async function f() { await sema.acquire(); const x = await work(); sema.release(); return x; }`,
      'sema.acquire()',
    ],
    [
      `const gate = new Mutex(); async function f() { const hold = await gate.acquire(); await work(); }`,
      'gate.acquire()',
    ],
    [
      `async function f() { const release = await lockfile.lock('x'); const mutex = await redlock.lock(['a']); await work(); await mutex.unlock(); }`,
      `redlock.lock(['a'])`,
    ],
  ],
  fixes: [
    [
      `async function f() {\n  const release = await mutex.acquire();\n  await work();\n  release();\n}\n`,
      `async function f() {\n  const release = await mutex.acquire();\n  try {\n    await work();\n  } finally {\n    release();\n  }\n}\n`,
    ],
  ],
});
