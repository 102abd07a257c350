import type { ErrorClass } from '../../../../src/common/errorClasses.ts';
import { type ErrorRule, valuesOf } from '../../../../src/agent/api/recovery/errorRules.ts';

export const withCode = (code: string | number, more: object = {}): Error =>
  Object.assign(new Error('it did not work'), { code }, more);

/** An error of a class of that name, whose `name` was left as it is. */
export function ofClass(name: string, more: object = {}): Error {
  const made = { [name]: class extends Error {} };
  const Class = made[name] ?? Error;
  return Object.assign(new Class('it did not work'), more);
}

const grpc = { details: 'it did not work', metadata: {} };
const deadline = { cause: new DOMException('late', 'TimeoutError') };

/** An error for each value a rule names. */
export function samplesOf(rule: ErrorRule): [what: string, error: unknown, expected: ErrorClass][] {
  const extra = rule.test === undefined ? {} : { ...grpc, ...deadline };
  const [name] = rule.name === undefined ? [] : valuesOf(rule.name);
  if (rule.code !== undefined) {
    const more = { ...extra, ...(name === undefined ? {} : { name }) };
    return valuesOf(rule.code).map((code) => [`code ${code}`, withCode(code, more), rule.class]);
  }
  if (rule.name !== undefined) return valuesOf(rule.name).map((each) => [each, ofClass(each, extra), rule.class]);
  return valuesOf(rule.status ?? []).map((status) => [
    `status ${status}`,
    Object.assign(new Error('it did not work'), { status }),
    rule.class,
  ]);
}
