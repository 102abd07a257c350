import { testRule } from './check.ts';

testRule('retry-without-signal', {
  valid: [
    `async function f(signal) { for (let i = 0; i < 3; i++) { signal.throwIfAborted(); try { return await load(); } catch { } } }`,
    `async function f(signal) { for (let i = 0; i < 3; i++) { try { return await load({ signal }); } catch { } } }`,
    `async function f(signal) { for (let i = 0; i < 3; i++) { try { await load(); } catch (error) { throw error; } } }`,
    `async function f() { for (let i = 0; i < 3; i++) { try { return await load(); } catch { } } }`,
    `import pRetry from 'p-retry'; async function f(signal) { await pRetry(load, { signal }); }`,
  ],
  invalid: [
    [
      `async function f(signal) { for (let i = 0; i < 3; i++) { try { return await load(); } catch { await sleep(10); } } }`,
      'for',
    ],
    [
      `async function f({ signal }) { while (true) { try { return await load(); } catch (error) { log(error); } } }`,
      'while',
    ],
    [`import pRetry from 'p-retry'; async function f(signal) { await pRetry(load, { retries: 3 }); }`, 'pRetry'],
  ],
  fixes: [
    [
      `async function f(signal) { while (true) { try { return await load(); } catch { } } }`,
      `async function f(signal) { while (true) { signal.throwIfAborted(); try { return await load(); } catch { } } }`,
    ],
  ],
});
