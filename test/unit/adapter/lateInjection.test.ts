import { describe, expect, it } from 'vitest';
import { injectionInto } from '../../../src/adapter/lateInjection.ts';

const guard = '/ext/dist/agent/guard.cjs';
const launch = { type: 'pwa-node', request: 'launch' };

describe('how the agent gets into the programs of a run', () => {
  it.each([
    ['prepared', { ...launch, env: { NODE_OPTIONS: '--require "/ext/dist/agent/guard.cjs"' } }],
    ['prepared', { ...launch, env: { NODE_OPTIONS: '--require "C:/my ext/dist/agent/guard.cjs"' } }],
    ['where-missing', launch],
    ['where-missing', { type: 'node-terminal', request: 'attach', delegateId: 3 }],
    ['always', { type: 'pwa-node', request: 'attach', port: 9229 }],
    ['always', { ...launch, attachSimplePort: 9229 }],
    ['none', { type: 'pwa-node', request: 'attach', asyncScope: false }],
    ['none', { ...launch, env: { ASYNC_SCOPE_OFF: '1' } }],
    ['none', { ...launch, runtimeExecutable: 'deno', attachSimplePort: 9229 }],
  ] as const)('is %s for %j', (kind, configuration) => {
    expect(injectionInto(configuration, guard)).toBe(kind);
  });
});
