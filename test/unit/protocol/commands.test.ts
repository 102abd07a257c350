import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { agentSettingsSchema, commandSchema } from '../../../src/protocol/commands.ts';

describe('commands', () => {
  it.each([
    { type: 'retry', command: 'a', operation: 1 },
    { type: 'cancel-scope', command: 'a', scope: 1, reason: '' },
    { type: 'cancel-task', command: 'a', task: 1, reason: 'enough' },
    { type: 'snapshot', command: 'a' },
    { type: 'configure', command: 'a', settings: { stackDepth: 5, trap: true } },
  ])('let %o pass', (command) => {
    expect(v.parse(commandSchema, command)).toEqual(command);
  });

  it.each([
    { type: 'retry', command: 'a', operation: 0 },
    { type: 'retry', command: '', operation: 1 },
    { type: 'explode', command: 'a' },
    { type: 'configure', command: 'a', settings: { stackDepth: 0 } },
    'snapshot',
  ])('refuse %o', (command) => {
    expect(v.is(commandSchema, command)).toBe(false);
  });
});

describe('settings of the agent', () => {
  it('may be empty, and hold nothing of another type', () => {
    expect(v.is(agentSettingsSchema, {})).toBe(true);
    expect(v.is(agentSettingsSchema, { enabled: 'yes' })).toBe(false);
  });
});
