import assert from 'node:assert/strict';
import { degrade, fallback, getDebugger, giveUp, isolatedRetry, operation, retry, skip } from 'async-scope';

const debug = getDebugger();
const broken = (code) => async () => {
  throw Object.assign(new Error(code), { code });
};
const quick = { attempts: 1, backoff: { initial: 0, max: 0 } };

assert.equal(await operation('degraded', broken('ETIMEDOUT'), { recovery: degrade(async () => 'cheap') }), 'cheap');
assert.equal(await operation('fell back', broken('ETIMEDOUT'), { recovery: [retry(quick), fallback('cached')] }), 'cached');
assert.equal(await operation('skipped', broken('ETIMEDOUT'), { recovery: skip('nothing') }), 'nothing');
let apart = 0;
const secondTime = async () => {
  apart += 1;
  if (apart === 1) throw new Error('polluted');
  return 'clean';
};
assert.equal(await operation('isolated', secondTime, { recovery: isolatedRetry(quick) }), 'clean');
// A row for each class of errors.
const byClass = { network: retry(quick), default: giveUp() };
await assert.rejects(operation('given up', broken('EMFILE'), { recovery: byClass }), { message: 'EMFILE' });

const { operations, errors, strategies, statistics } = debug.generateReport();
const attemptsOf = (wanted) => operations.find(({ name }) => name === wanted).attempts.length;
assert.deepEqual(['degraded', 'fell back', 'skipped', 'isolated', 'given up'].map(attemptsOf), [2, 3, 1, 2, 1]);
const chosen = Object.fromEntries(strategies.map((row) => [row.strategy, row.chosen]));
assert.deepEqual(chosen, { degrade: 1, retry: 1, fallback: 1, skip: 1, 'isolated-retry': 1, 'give-up': 1 });
assert.ok(errors.some(({ errorClass, count }) => errorClass === 'timeout' && count >= 3));
assert.equal(statistics.operations.recoveries, 3);
console.log('ok');
