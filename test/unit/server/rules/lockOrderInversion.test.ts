import { expect, it } from 'vitest';
import { found, testRule } from './check.ts';

const locks = `export const accountsLock = new Mutex(); export const ordersLock = new Mutex();`;
const one = `import { accountsLock, ordersLock } from './locks.js';
export const f = () => accountsLock.run(() => ordersLock.run(work));`;
const other = `import { accountsLock, ordersLock as lock } from './locks.js';
export async function g() { const a = await lock.acquire(); const b = await accountsLock.acquire(); b.release(); a.release(); }`;

testRule('lock-order-inversion', {
  valid: [
    { 'locks.ts': locks, 'one.ts': one },
    `const aLock = new Mutex(); const bLock = new Mutex(); const f = () => aLock.run(() => bLock.run(x)); const g = () => aLock.run(() => bLock.run(y));`,
    `const f = (aLock, bLock) => aLock.run(() => bLock.run(x)); const g = (aLock, bLock) => bLock.run(() => aLock.run(y));`,
    `class A { f() { return this.aLock.run(() => this.bLock.run(x)); } } class B { f() { return this.bLock.run(() => this.aLock.run(x)); } }`,
  ],
  invalid: [
    [{ 'locks.ts': locks, 'one.ts': one, 'other.ts': other }, 'ordersLock.run'],
    [{ 'locks.ts': locks, 'one.ts': one, 'other.ts': other }, 'accountsLock.acquire'],
    [
      `class A { f() { return this.#aLock.run(() => this.#bLock.run(x)); } g() { return this.#bLock.run(() => this.#aLock.run(x)); } }`,
      'this.#aLock.run',
    ],
  ],
});

it('shows the place with the other order, which may be in another file', () => {
  const [finding] = found('lock-order-inversion', { 'locks.ts': locks, 'one.ts': one, 'other.ts': other });
  expect(finding?.related).toMatchObject([{ path: '/project/other.ts', start: other.indexOf('accountsLock.acquire') }]);
});
