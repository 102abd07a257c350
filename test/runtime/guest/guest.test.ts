import { execFile } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { messageOf } from '../../../src/common/errors.ts';
import { bundleAgent } from '../../support/bundleAgent.ts';
import { CollectingHost } from '../../support/collectingHost.ts';
import { nodeBinary } from '../../support/nodes.ts';
import { guests, installGuest, testFiles } from './guests.ts';

/** Each `ok` and `not ok` line of what a test run says in TAP, sorted: test files that run side by side come in any order. */
const verdicts = (tap: string): string[] =>
  tap
    .split('\n')
    .flatMap((line) => {
      const [, verdict, name = ''] = /^\s*(ok|not ok) \d+ ?-? ?(.*)$/.exec(line) ?? [];
      return verdict === undefined ? [] : [`${verdict} ${name}`];
    })
    .toSorted();

interface Outcome {
  code: unknown;
  verdicts: string[];
}

/** @param env besides that of this process */
async function runTests(folder: string, files: readonly string[], env: Record<string, string>): Promise<Outcome> {
  const node = await nodeBinary(24);
  const { NODE_OPTIONS: _, VITEST: __, NODE_ENV: ___, ...own } = process.env;
  const options = { cwd: folder, env: { ...own, ...env }, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(
      node,
      ['--test', '--test-reporter=tap', '--test-concurrency=2', '--test-timeout=60000', ...files],
      options,
      (error, stdout) => resolve({ code: error?.code ?? 0, verdicts: verdicts(stdout) }),
    );
  });
}

describe('the tests of a package give with the agent what they give without', () => {
  const open: CollectingHost[] = [];
  afterAll(async () => {
    for (const host of open) await host.close();
  });

  it.for(guests)('$name $version', { timeout: 120_000 }, async (guest, { skip }) => {
    const installed = await installGuest(guest).catch((error: unknown) => messageOf(error));
    if (installed.includes('Could not install')) {
      console.log(`Skipped: ${guest.name} cannot be fetched here. ${installed}`);
      skip(`${guest.name} cannot be fetched here`);
    }
    const files = await testFiles(installed, guest);
    const { preload } = await bundleAgent();
    const host = await CollectingHost.open();
    open.push(host);
    const bare = await runTests(installed, files, {});
    const watched = await runTests(installed, files, host.env(preload, {}));
    expect(bare.verdicts.length).toBeGreaterThanOrEqual(files.length);
    expect(watched).toEqual(bare);
    expect(host.problems).toEqual([]);
    expect(host.of('hello').length).toBeGreaterThan(0);
    console.log(
      `${guest.name}: ${bare.verdicts.length} tests, exit code ${String(bare.code)}, ${host.events.length} events`,
    );
  });
});
