import { describe, expect, it } from 'vitest';
import { consoleText, EvaluationError, remoteValue } from '../../../../src/agent/api/remote/remoteValue.ts';
import type { RemoteObject } from '../../../../src/agent/api/remote/v8Protocol.ts';

const property = (name: string, type: string, value: string) => ({ name, type, value });

describe('a value of another program', () => {
  const cases: [name: string, object: RemoteObject, expected: object][] = [
    ['undefined', { type: 'undefined' }, { type: 'undefined', description: 'undefined' }],
    ['null', { type: 'object', subtype: 'null', value: null }, { type: 'null', value: null, description: 'null' }],
    ['text', { type: 'string', value: 'a "b"' }, { type: 'string', value: 'a "b"', description: '"a \\"b\\""' }],
    ['true', { type: 'boolean', value: true }, { type: 'boolean', value: true, description: 'true' }],
    ['a number', { type: 'number', value: 7, description: '7' }, { type: 'number', value: 7, description: '7' }],
    [
      'a number that JSON has not',
      { type: 'number', unserializableValue: '-0', description: '-0' },
      { type: 'number', value: -0, description: '-0' },
    ],
    [
      'a large whole number',
      { type: 'bigint', unserializableValue: '-12n', description: '-12n' },
      { type: 'bigint', value: -12n, description: '-12n' },
    ],
    ['a symbol', { type: 'symbol', description: 'Symbol(a)' }, { type: 'symbol', description: 'Symbol(a)' }],
    [
      'a function',
      { type: 'function', description: 'function f() {\n return 1;\n}' },
      { type: 'function', description: 'function f() {' },
    ],
    [
      'an error',
      { type: 'object', subtype: 'error', description: 'TypeError: no\n    at f (a.js:1:1)' },
      { type: 'error', description: 'TypeError: no' },
    ],
    [
      'an object',
      {
        type: 'object',
        className: 'Object',
        preview: { overflow: true, properties: [property('a', 'number', '1'), property('b', 'string', 'x')] },
      },
      { type: 'object', description: '{ a: 1, b: "x", … }' },
    ],
    [
      'an object of a class',
      { type: 'object', className: 'Order', preview: { overflow: false, properties: [] } },
      { type: 'object', description: 'Order {}' },
    ],
    [
      'an array',
      {
        type: 'object',
        subtype: 'array',
        className: 'Array',
        preview: { overflow: false, properties: [property('0', 'number', '1'), property('1', 'string', 'x')] },
      },
      { type: 'array', description: '[1, "x"]' },
    ],
    [
      'a map, as V8 describes it',
      { type: 'object', subtype: 'map', description: 'Map(2)', preview: { overflow: false, properties: [] } },
      { type: 'map', description: 'Map(2)' },
    ],
  ];

  it.each(cases)('that is %s is told with its type and in one line', (_, object, expected) => {
    expect(remoteValue(object)).toStrictEqual(expected);
  });

  it('that is long is shortened in its description only', () => {
    const { value, description } = remoteValue({ type: 'string', value: 'x'.repeat(10_000) });
    expect([String(value).length, description.length]).toEqual([10_000, 501]);
  });

  it('is joined to a line as console does', () => {
    expect(
      consoleText([
        { type: 'string', value: 'a' },
        { type: 'number', value: 1, description: '1' },
      ]),
    ).toBe('a 1');
  });
});

describe('the error of an evaluation', () => {
  it('has the message of the error in the program, its class and its stack', () => {
    const description = 'RangeError: too much\n    at <anonymous>:1:1';
    const exception = { type: 'object', subtype: 'error', className: 'RangeError', description };
    const error = new EvaluationError({ text: 'Uncaught', exception });
    expect(error).toMatchObject({ message: 'RangeError: too much', type: 'RangeError', description });
  });

  it('tells what was thrown when that is no error', () => {
    const thrown = { type: 'object', className: 'Object', preview: { overflow: false, properties: [] } };
    expect(new EvaluationError({ text: 'Uncaught', exception: thrown }).message).toBe('Uncaught {}');
    expect(new EvaluationError({ text: 'stopped' })).toMatchObject({ message: 'Uncaught stopped', type: 'Error' });
  });
});
