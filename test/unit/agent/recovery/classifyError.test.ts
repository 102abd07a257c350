import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CancelScope, classifyError, type ErrorClass, ErrorClassifier } from '../../../../src/agent/api/index.ts';
import { standardRules } from '../../../../src/agent/api/recovery/errorRules.ts';
import { freePort } from '../../../support/freePort.ts';
import { ofClass, samplesOf, withCode } from './errorSamples.ts';

const thrownBy = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
};

describe('the table of rules', () => {
  const samples = standardRules.flatMap((rule, row) => samplesOf(rule).map((sample) => [row, ...sample] as const));

  it.each(samples)('row %i: %s', (_row, _what, error, expected) => {
    expect(classifyError(error)).toBe(expected);
  });

  it('has no row that is never reached', () => {
    const reached = new Set(samples.map(([row]) => row));
    expect(standardRules.filter((_, row) => !reached.has(row))).toEqual([]);
  });
});

describe('an error that really happens', () => {
  it('of a connection that nobody answers is a network error', async () => {
    const socket = connect({ port: 1, host: '127.0.0.1' });
    const [error] = (await once(socket, 'error').catch((reason: unknown) => [reason])) as [unknown];
    expect(classifyError(error)).toBe('network');
  });

  it('of a stream that was destroyed is a closed stream', async () => {
    const stream = new PassThrough();
    stream.destroy();
    const error = await new Promise((resolve) => stream.write('x', resolve));
    expect(classifyError(error)).toBe('io-closed');
  });

  it('of a file that was closed is a closed file', async () => {
    const file = await open(import.meta.filename);
    await file.close();
    expect(classifyError(await thrownBy(() => file.stat()))).toBe('io-closed');
  });

  it('of an aborted wait is a cancellation', async () => {
    const error = await thrownBy(() => sleep(1_000, undefined, { signal: AbortSignal.abort() }));
    expect(classifyError(error)).toBe('cancelled');
  });

  it('of a wait that ran into a deadline is a timeout, although Node calls it an abort', async () => {
    const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    const error = await thrownBy(() => sleep(1_000, undefined, { signal }));
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(classifyError(error)).toBe('timeout');
  });

  it('of fetch is what it was caused by', async () => {
    const port = await freePort();
    const error = await thrownBy(() => fetch(`http://127.0.0.1:${port}/`));
    expect(error).toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } });
    expect(classifyError(error)).toBe('network');
  });

  it('of a scope that is entered twice is a scope violation', async () => {
    const scope = new CancelScope('work').enter();
    expect(classifyError(await thrownBy(() => scope.enter()))).toBe('cancel-scope-violation');
    scope.exit();
  });
});

describe('an error is looked at', () => {
  const cases: [what: string, error: unknown, expected: ErrorClass][] = [
    ['by its errno, as a number', Object.assign(new Error('x'), { errno: -104 }), 'network'],
    ['by its errno, as a name', Object.assign(new Error('x'), { errno: 'EPIPE' }), 'io-closed'],
    ['by its statusCode', { statusCode: 503 }, 'network'],
    [
      'by the status of its response',
      Object.assign(new Error('x'), { response: { status: 429 } }),
      'resource-exhausted',
    ],
    ['by the status of its metadata', { $metadata: { httpStatusCode: 401 } }, 'authentication'],
    [
      'by the name of a class that its own is made from',
      new (class extends DOMException {})('x', 'AbortError'),
      'cancelled',
    ],
    ['by its cause', new Error('x', { cause: new Error('y', { cause: withCode('EMFILE') }) }), 'resource-exhausted'],
    ['by the members of an AggregateError', new AggregateError([new Error('x'), withCode('ETIMEDOUT')]), 'timeout'],
    [
      'by what a disposal suppressed',
      ofClass('SuppressedError', { error: new Error('x'), suppressed: withCode('EPIPE') }),
      'io-closed',
    ],
    ['at the outermost first', withCode('ETIMEDOUT', { cause: withCode('ECONNRESET') }), 'timeout'],
    ['by its code rather than its words', Object.assign(new Error('timed out'), { code: 'ECONNRESET' }), 'network'],
    [
      'by the code of its cause rather than its words',
      new Error('timed out', { cause: withCode('EPIPE') }),
      'io-closed',
    ],
    ['also when it is a text', 'socket hang up', 'network'],
    ['also when it is nothing', undefined, 'unknown'],
    ['also when it is a number', 42, 'unknown'],
  ];
  it.each(cases)('%s', (_what, error, expected) => {
    expect(classifyError(error)).toBe(expected);
  });
});

describe('the words of a message', () => {
  const cases: [message: string, expected: ErrorClass][] = [
    ['Attempted to exit cancel scope in a different task', 'cancel-scope-violation'],
    ['Request failed: Unauthorized', 'authentication'],
    ['The user presented an invalid token', 'authentication'],
    ['The query timed out', 'timeout'],
    ['The operation was aborted', 'cancelled'],
    ['JavaScript heap out of memory', 'resource-exhausted'],
    ['sorry, too many connections', 'resource-exhausted'],
    ['This session has expired', 'session-failure'],
    ['Connection terminated unexpectedly', 'session-failure'],
    ['The stream is already closed', 'io-closed'],
    ['write after end', 'io-closed'],
    ['read: connection reset by peer', 'network'],
  ];
  it.each(cases)('"%s" are the last resort', (message, expected) => {
    expect(classifyError(new Error(message))).toBe(expected);
  });
});

describe('a near miss', () => {
  const cases: [notThis: ErrorClass, what: string, error: unknown][] = [
    ['cancel-scope-violation', 'another misuse', withCode('ERR_INVALID_ARG_TYPE')],
    ['cancel-scope-violation', 'a word like it', new Error('The telescope was cancelled')],
    ['io-closed', 'a file that is not there', withCode('ENOENT')],
    ['io-closed', 'a shop that is closed', new Error('The shop is closed')],
    ['session-failure', 'another error of HTTP/2', withCode('ERR_HTTP2_HEADERS_SENT')],
    ['session-failure', 'an McpError of another code', withCode(-32_602, { name: 'McpError' })],
    ['session-failure', 'the code of an McpError on another error', withCode(-32_000)],
    ['timeout', 'an invalid delay', new RangeError('The value of "delay" is out of range')],
    ['timeout', 'an abort with a cause that is no deadline', ofClass('AbortError', { cause: new Error('enough') })],
    ['network', 'a page that is not there', Object.assign(new Error('x'), { status: 404 })],
    ['network', 'what a server cannot do', Object.assign(new Error('x'), { status: 501 })],
    ['network', 'a number like one of gRPC', withCode(14)],
    ['authentication', 'a file that may not be read', withCode('EACCES')],
    ['authentication', 'a token of a parser', new Error('Unexpected token } in JSON')],
    ['cancelled', 'the number of an old DOMException', withCode(20)],
    ['cancelled', 'a subscription', new Error('The subscription was cancelled')],
    ['resource-exhausted', 'too many arguments', new Error('too many arguments')],
    ['resource-exhausted', 'a status like it', Object.assign(new Error('x'), { status: 428 })],
    ['unknown', 'a known error deep down', new Error('x', { cause: withCode('EPIPE') })],
  ];
  it.each(cases)('of "%s": %s', (notThis, _what, error) => {
    expect(classifyError(error)).not.toBe(notThis);
  });
});

describe('an error that is hard to look at', () => {
  it('may be its own cause', () => {
    const error = new Error('x');
    error.cause = error;
    expect(classifyError(error)).toBe('unknown');
  });

  it('may be in a circle of causes and members', () => {
    const inner = withCode('ENOTFOUND');
    const outer = new AggregateError([inner], 'x');
    inner.cause = outer;
    outer.cause = outer;
    expect(classifyError(outer)).toBe('network');
  });

  it('may have a chain without end', () => {
    const endless = (): object => ({
      get cause() {
        return endless();
      },
    });
    expect(classifyError(endless())).toBe('unknown');
  });

  it('may throw when it is looked at', () => {
    const failing = (): never => {
      throw new Error('do not look');
    };
    const error = Object.defineProperties(new Error('x', { cause: withCode('EPIPE') }), {
      code: { get: failing },
      name: { get: failing },
      status: { get: failing },
      message: { get: failing },
    });
    expect(classifyError(error)).toBe('io-closed');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(classifyError(proxy)).toBe('unknown');
    expect(classifyError({ errors: proxy })).toBe('unknown');
  });

  it('may have a list of members that says it is endless', () => {
    expect(classifyError({ errors: { length: Infinity, 0: withCode('EPIPE') } })).toBe('io-closed');
  });
});

describe('a classifier', () => {
  const billing = withCode('ECONNRESET', { service: 'billing' });

  it('asks its own rules first', () => {
    const classifier = new ErrorClassifier([{ class: 'session-failure', code: 'ECONNRESET' }]);
    expect(classifier.classify(billing)).toBe('session-failure');
    expect(classifyError(billing)).toBe('network');
  });

  it('asks its own rules about the whole chain before any standard rule', () => {
    const classifier = new ErrorClassifier([{ class: 'session-failure', code: 'E_BILLING' }]);
    expect(classifier.classify(withCode('ECONNRESET', { cause: withCode('E_BILLING') }))).toBe('session-failure');
  });

  it('can be given one more rule, which is asked first, and stays as it was itself', () => {
    const first = new ErrorClassifier([{ class: 'session-failure', code: 'ECONNRESET' }]);
    const second = first.with({ class: 'resource-exhausted', code: ['ECONNRESET', 'E_BILLING'] });
    expect([first.classify(billing), second.classify(billing)]).toEqual(['session-failure', 'resource-exhausted']);
  });

  it('wants all conditions of a rule to hold', () => {
    const test = (error: unknown): boolean => error instanceof Error && 'service' in error;
    const classifier = new ErrorClassifier([{ class: 'session-failure', code: 'ECONNRESET', name: 'Error', test }]);
    expect(classifier.classify(billing)).toBe('session-failure');
    expect(classifier.classify(withCode('ECONNRESET'))).toBe('network');
  });

  it('takes a test that throws for one that does not hold', () => {
    const test = (): boolean => {
      throw new Error('no');
    };
    expect(new ErrorClassifier([{ class: 'timeout', test }]).classify(billing)).toBe('network');
  });

  it('refuses a class that does not exist', () => {
    const rule = { class: 'networking' as 'network', code: 'X' };
    expect(() => new ErrorClassifier([rule])).toThrow(
      '"networking" is no class of errors: use one of cancel-scope-vio',
    );
  });

  it('refuses a rule that holds for everything', () => {
    expect(() => new ErrorClassifier().with({ class: 'network' })).toThrow('has no condition');
  });
});
