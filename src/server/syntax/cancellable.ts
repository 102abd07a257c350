import ts from 'typescript';
import type { Names } from '../engine/names.ts';
import { isGlobal, originOf } from './calls.ts';
import { bare } from './nodes.ts';

/** Well-known functions that take `{ signal }`, with the index of the argument it stands in. Source: the Node.js and undici references. */
const optionsAt = new Map<string, number>([
  ['timers/promises#setTimeout', 2],
  ['timers/promises#setImmediate', 1],
  ['timers/promises#setInterval', 2],
  ['timers/promises#scheduler.wait', 1],
  ['events#once', 2],
  ['events#on', 2],
  ['fs/promises#readFile', 1],
  ['fs/promises#writeFile', 2],
  ['readline/promises#question', 1],
  ['undici#fetch', 1],
  ['undici#request', 1],
  ['node-fetch#default', 1],
]);

/** Where a well-known function takes `{ signal }`; undefined for any other function. */
export function signalOptionsOf(call: ts.CallExpression, names: Names): number | undefined {
  const callee = bare(call.expression);
  if (isGlobal(callee, 'fetch', names)) return 1;
  const origin = originOf(callee, names);
  return origin === undefined ? undefined : optionsAt.get(origin);
}

/** How a call stands to the signal that it could be given. */
export type Passing = 'absent' | 'present' | 'unknown';

/** Whether the options at `index` have a signal. */
export function signalInOptions(call: ts.CallExpression, index: number): Passing {
  if (call.arguments.some(ts.isSpreadElement)) return 'unknown';
  const options = call.arguments[index];
  if (!options) return call.arguments.length === index ? 'absent' : 'unknown';
  if (!ts.isObjectLiteralExpression(options)) return 'unknown';
  if (options.properties.some(ts.isSpreadAssignment)) return 'unknown';
  const has = options.properties.some(({ name }) => name && /^['"]?signal['"]?$/.test(name.getText()));
  return has ? 'present' : 'absent';
}
