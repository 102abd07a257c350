import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';

const run = promisify(execFile);

/** Makes what operations share with one copy of the library, and uses it with the other. */
const source = `
  import { createRequire } from 'node:module';
  import { operation } from './dist/lib/index.js';
  const { bulkhead, circuitBreaker } = createRequire(import.meta.url)('./dist/lib/index.cjs');
  const nameOf = (error) => error.name;

  const breaker = circuitBreaker({ after: 1, halfOpenAfter: 60_000 });
  await operation('first', async () => Promise.reject(new Error('down')), { breaker }).catch(nameOf);
  const second = await operation('second', async () => 'not tried', { breaker }).catch(nameOf);

  const limit = bulkhead({ concurrency: 1 });
  const limited = (name) => operation(name, async () => 'done', { bulkhead: limit }).catch(nameOf);
  const both = await Promise.all([limited('one'), limited('other')]);
  console.log(JSON.stringify([breaker.state, second, ...both]));
`;

let bundled: BundledCli;
let program: string;
beforeAll(async () => {
  bundled = await bundleCli();
  program = join(bundled.folder, 'twoCopies.mjs');
  await writeFile(program, source);
});
afterAll(() => bundled.dispose());

describe.each(nodeMajors)('on Node %i', (major) => {
  it('a breaker and a bulkhead of another copy of the library are heeded', async () => {
    const { stdout } = await run(await nodeBinary(major), [program]);
    expect(JSON.parse(stdout)).toEqual(['open', 'CircuitOpenError', 'done', 'BulkheadFullError']);
  });
});
