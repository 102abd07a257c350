import { testRule } from './check.ts';

testRule('race-without-cancel', {
  valid: [
    `async function f(signal) { await Promise.race([load({ signal }), other({ signal })]); }`,
    `async function f() { await Promise.race([one, two]); }`,
    `async function f() { await Promise.race(all); }`,
    `async function f() { await Promise.all([one(), two()]); }`,
  ],
  invalid: [[`async function f() { await Promise.race([load(), sleep(10)]); }`, 'Promise.race']],
});
