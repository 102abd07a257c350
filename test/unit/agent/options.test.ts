import { describe, expect, it } from 'vitest';
import {
  CancelScope,
  Mutex,
  RemoteDebugger,
  fallback,
  isolated,
  operation,
  retry,
  trackLock,
  trackSession,
} from '../../../src/agent/api/index.ts';

/** What a program in JavaScript may write. */
const any = (value: unknown): never => value as never;
const nothing = (): void => undefined;

describe('an option that is misspelt', () => {
  it.each<[string, () => unknown, string]>([
    [
      'of a scope',
      () => new CancelScope('s', any({ timout: 1 })),
      'The options of scope "s" have no "timout": did you mean "timeout"?',
    ],
    [
      'of a lock',
      () => trackLock('l', any({ permit: 2 })),
      'The options of lock "l" have no "permit": did you mean "permits"?',
    ],
    [
      'of a session',
      () => trackSession('s', any({ knd: 'x' })),
      'The options of session "s" have no "knd": did you mean "kind"?',
    ],
    [
      'of a retry',
      () => retry(any({ atempts: 2 })),
      'The options of a retry have no "atempts": did you mean "attempts"?',
    ],
    [
      'of a back-off',
      () => retry({ backoff: any({ first: 2 }) }),
      'The options of a back-off have no "first": the known ones are initial, max, exponent, jitter',
    ],
  ])('%s is an error that names it', (_, call, message) => {
    expect(call).toThrow(new TypeError(message));
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'of an operation',
      () => operation('o', nothing, any({ retrys: 1 })),
      'The options of operation "o" have no "retrys": did you mean "retries"?',
    ],
    [
      'of isolated work',
      () => isolated('i', nothing, any({ timeuot: 1 })),
      'The options of "i" have no "timeuot": did you mean "timeout"?',
    ],
    [
      'of waiting for a lock',
      () => new Mutex('m').acquire(any({ timeOut: 1 })),
      'The options for lock "m" have no "timeOut": did you mean "timeout"?',
    ],
    [
      'of a scope that is run',
      () => CancelScope.run('s', nothing, any({ shielded: true })),
      'The options of scope "s" have no "shielded": did you mean "shield"?',
    ],
  ])('%s is an error that names it', async (_, call, message) => {
    await expect(call()).rejects.toThrow(new TypeError(message));
  });
});

describe('what is no option at all', () => {
  it('says what is wanted: a number in the place of options', () => {
    expect(() => new CancelScope('s', any(100))).toThrow(
      'The options of scope "s" are 100; pass an object, as in { timeout: … }.',
    );
  });

  it('says that the signal of a controller is wanted, and not the controller', () => {
    const message = 'The signal of scope "s" is no AbortSignal: pass the signal of the controller.';
    expect(() => new CancelScope('s', { signal: any(new AbortController()) })).toThrow(message);
  });

  it('says that a signal is wanted', async () => {
    await expect(operation('o', nothing, { signal: any('stop') })).rejects.toThrow(
      'The signal of operation "o" is no AbortSignal.',
    );
  });

  it.each<[string, unknown, string]>([
    ['a strategy that was not called', retry, 'The recovery is a function: call it: retry(…).'],
    [
      'the name of a strategy',
      'retry',
      'The recovery is retry: make one with retry(), fallback(…), skip() and the like.',
    ],
    [
      'a strategy of a class that was not called',
      { timeout: fallback },
      'The recovery for "timeout" is a function: call it: fallback(…).',
    ],
    [
      'a list with something else',
      { timeout: [{}] },
      'The recovery for "timeout" is no strategy: make one with retry(), fallback(…), skip() and the like.',
    ],
  ])('says how a recovery is written: %s', async (_, recovery, message) => {
    await expect(operation('o', nothing, { recovery: any(recovery) })).rejects.toThrow(message);
  });

  it('says what can be attached to', async () => {
    await expect(new RemoteDebugger().attach(any('9229'))).rejects.toThrow(
      '9229 is nothing to attach to: pass { pid }',
    );
  });

  it.each<[string, () => unknown]>([
    ['a mutex', () => new Mutex(any(undefined))],
    ['a scope', () => new CancelScope(any(undefined))],
    ['a session', () => trackSession(any(undefined))],
  ])('says that a name is missing: %s', (_, call) => {
    expect(call).toThrow('A name is missing, for people to read: ');
  });
});
