import { describe, expect, it } from 'vitest';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched } from './runWatched.ts';

/** Uses each part of the library that stands on a package, and tells what came of it. */
const source = `
  import { setTimeout as sleep } from 'node:timers/promises';
  import {
    bulkhead, CancelScope, circuitBreaker, classifyError, degrade, fallback, isolated, isolatedRetry, operation, retry,
  } from LIBRARY;
  const told = {};
  const failing = (times) => async () => {
    if (times-- > 0) throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
    return 'done';
  };
  const messageOf = (error) => error.message;

  const backoff = { initial: 1, max: 5 };
  told.retried = await operation('retried', failing(2), { recovery: retry({ attempts: 2, backoff }) });
  told.isolated = await operation('isolated', failing(1), { recovery: isolatedRetry({ backoff }) });
  told.healthy = await operation('healthy', failing(1), { recovery: retry({ backoff }), healthCheck: async () => true });
  told.unhealthy = await operation('unhealthy', failing(1), {
    recovery: [retry({ backoff }), degrade(failing(1)), fallback('given')],
    healthCheck: () => new Promise(() => undefined),
    healthCheckTimeout: 10,
  });

  const breaker = circuitBreaker({ after: 1, halfOpenAfter: 60_000 });
  await operation('breaks', failing(1), { breaker }).catch(() => undefined);
  told.open = await operation('breaks', failing(0), { breaker }).catch((error) => error.name);

  const limit = bulkhead({ concurrency: 1, queue: 1 });
  const limited = () => operation('limited', failing(0), { bulkhead: limit }).catch((error) => error.name);
  told.limited = await Promise.all([limited(), limited(), limited()]);

  const start = performance.now();
  told.aborted = await CancelScope.run('outer', async (scope) => {
    const waiting = operation('waits', failing(9), { recovery: retry({ backoff: { initial: 60_000, jitter: false } }) });
    setTimeout(() => scope.cancel('enough'), 20);
    return waiting;
  }).catch(messageOf);
  told.atOnce = performance.now() - start < 30_000;

  const order = [];
  told.timedOut = await isolated('slow', async ({ signal, onCleanup }) => {
    onCleanup(() => order.push('first'));
    onCleanup(() => order.push('second'));
    await sleep(60_000, undefined, { signal });
  }, { timeout: 20 }).catch(classifyError);
  told.order = order;
  console.log(JSON.stringify(told));
`;

describe.each(nodeMajors)('on Node %i', (major) => {
  it('operations recover, and what stands on packages made for later versions works', async () => {
    const { code, stdout, stderr, host } = await runWatched({ node: await nodeBinary(major), source });
    expect([code, stderr, host.problems]).toEqual([0, '', []]);
    expect(JSON.parse(stdout)).toEqual({
      retried: 'done',
      isolated: 'done',
      healthy: 'done',
      unhealthy: 'given',
      open: 'CircuitOpenError',
      limited: ['done', 'done', 'BulkheadFullError'],
      aborted: 'enough',
      atOnce: true,
      timedOut: 'timeout',
      order: ['second', 'first'],
    });
    expect(host.of('violation')).toEqual([]);
    expect(host.of('recovery-chosen').map(({ strategy }) => strategy)).toEqual([
      'retry',
      'retry',
      'isolated-retry',
      'retry',
      'retry',
      'degrade',
      'fallback',
      'retry',
      'give-up',
    ]);
  });
});
