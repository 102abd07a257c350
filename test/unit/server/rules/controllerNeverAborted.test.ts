import { testRule } from './check.ts';

testRule('controller-never-aborted', {
  valid: [
    `function f() { const controller = new AbortController(); setTimeout(() => controller.abort(), 10); return fetch(url, { signal: controller.signal }); }`,
    `function f() { const controller = new AbortController(); return controller; }`,
    `function f() { const controller = new AbortController(); keep(controller); return controller.signal; }`,
    `class A { controller = new AbortController(); f() { return this.controller.signal; } }`,
    `class A { #controller = new AbortController(); f() { return this.#controller.signal; } stop() { this.#controller.abort(); } }`,
    `const never = new AbortController().signal;`,
    `export const controller = new AbortController(); use(controller.signal);`,
    `function f(AbortController) { const c = new AbortController(); return c.signal; }`,
  ],
  invalid: [
    [
      `function f() { const controller = new AbortController(); return fetch(url, { signal: controller.signal }); }`,
      'controller',
    ],
    [`class A { #controller = new AbortController(); f() { return this.#controller.signal; } }`, '#controller'],
    [`class A { private readonly c = new AbortController(); f() { return fetch(this.c.signal); } }`, 'c'],
  ],
});
