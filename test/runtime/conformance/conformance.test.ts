import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runCli } from '../cli/runCli.ts';

/** What each system must do, and the program that shows that it does: it ends by itself, and says `ok`. */
const systems: Readonly<Record<string, string>> = {
  'the tracker of tasks knows parents, owners, failures and cancellations': 'asyncTaskTracker',
  'the monitor of scopes counts all of a long run and keeps a bounded history': 'cancelScopeMonitor',
  'the tracker of scopes finds violations with both stacks, and cancels': 'cancelScopeTracker',
  'events have type, ids, time, details and stack, and are those of the protocol': 'events',
  'the monitor of resources follows locks, sessions and operations': 'resourceMonitor',
  'the monitor of locks tells of timeouts, leaks and deadlocks while they last': 'lockMonitor',
  'the monitor of sessions counts how they ended, and finds leaks': 'sessionMonitor',
  'the monitor of tasks tells of long ones while they run': 'taskMonitor',
  'the debugger follows functions and blocks, and reports': 'asyncDebugger',
  'the debugger really sets breakpoints, and operations run inside its session': 'enhancedDebugger',
  'a failed operation is tried again, with its attempts linked': 'automaticRetry',
  'the indicators are the same live, in the report and in the summary': 'indicators',
  'the remote debugger debugs this process and another one': 'remoteDebugger',
  'sessions are managed: isolated calls, retries with back-off, health': 'sessionManager',
  'errors are classified by code and cause chain': 'errorClassification',
  'each recovery strategy can be chosen, and is visible in the report': 'recoveryStrategies',
  'the dashboard has live figures, slowest and most frequent operations, errors by class, and is saved': 'dashboard',
  'the configuration comes from file, environment and code, with clear errors': 'configuration',
  'the monitor of the system measures CPU, memory and the event loop in a ring': 'systemMonitor',
  'an async generator cleans up on break and error, and is reported when left half-way': 'asyncGenerator',
  'an observation ends when nobody holds it, and keeps no program alive': 'observation',
};
const programs = Object.values(systems);

let product: BundledCli;
let folder = '';

beforeAll(async () => {
  product = await bundleCli();
  folder = await product.program('conformance');
});
afterAll(() => product?.dispose());

describe.each(nodeMajors)('on Node %i', (major) => {
  it.each(Object.entries(systems))('%s', async (_, program) => {
    const node = await nodeBinary(major);
    const result = await runCli(join(folder, `${program}.mjs`), [], { cwd: folder, node });
    expect(result).toEqual({ code: 0, stdout: 'ok\n', stderr: '' });
  });
});

it('runs every program there is', () => {
  const files = readdirSync(resolve('test/programs/conformance')).filter((file) => file !== 'support.mjs');
  expect(files.sort()).toEqual(programs.map((program) => `${program}.mjs`).sort());
});
