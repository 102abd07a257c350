import { testRule } from './check.ts';

testRule('abort-listener-not-removed', {
  valid: [
    `const f = (signal) => new Promise((done, fail) => { signal.addEventListener('abort', fail); work(() => { signal.removeEventListener('abort', fail); done(); }); });`,
    `const f = (signal) => new Promise((done, fail) => { signal.addEventListener('abort', fail, { signal: own.signal }); });`,
    `const f = () => { const controller = new AbortController(); return new Promise((done, fail) => { controller.signal.addEventListener('abort', fail); }); };`,
    `const f = (signal) => { signal.addEventListener('abort', stop); };`,
    `const f = (button) => new Promise((done) => { button.addEventListener('click', done); });`,
  ],
  invalid: [
    [
      `const f = (ms, signal) => new Promise((done, fail) => { setTimeout(done, ms); signal.addEventListener('abort', () => fail(signal.reason)); });`,
      'signal.addEventListener',
    ],
    [
      `const f = ({ signal }) => new Promise((done, fail) => { signal?.addEventListener('abort', fail, { once: true }); work(done); });`,
      'signal?.addEventListener',
    ],
  ],
});
