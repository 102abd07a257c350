import { type ErrorClass, errorClasses } from '../../../common/errorClasses.ts';
import { chainOf, factsOf } from './errorFacts.ts';
import { type ErrorRule, matches, messageRules, standardRules } from './errorRules.ts';

/**
 * Says of what class an error is: by rules of its own first, then by the standard ones, and by the words of its message
 * only where nothing else is known. The causes of an error and the members of an AggregateError count too, the
 * outermost first.
 */
export class ErrorClassifier {
  readonly #rules: readonly ErrorRule[];

  /**
   * @param rules asked in their order, before the standard ones
   * @throws TypeError when a rule has no such class or no condition
   */
  constructor(rules: readonly ErrorRule[] = []) {
    for (const rule of rules) check(rule);
    this.#rules = [...rules];
  }

  /**
   * A classifier with one more rule, which is asked first; this one stays as it is.
   * @throws TypeError when the rule has no such class or no condition
   */
  with(rule: ErrorRule): ErrorClassifier {
    return new ErrorClassifier([rule, ...this.#rules]);
  }

  /** @param error anything that was thrown */
  classify(error: unknown): ErrorClass {
    const chain = chainOf(error).map(factsOf);
    for (const rules of [this.#rules, standardRules]) {
      for (const facts of chain) {
        const rule = rules.find((candidate) => matches(candidate, facts));
        if (rule) return rule.class;
      }
    }
    for (const { message } of chain) {
      const rule = messageRules.find((candidate) => candidate.message.test(message));
      if (rule) return rule.class;
    }
    return 'unknown';
  }
}

export const standardClassifier = new ErrorClassifier();

/**
 * Says of what class an error is, by the standard rules.
 * @param error anything that was thrown
 */
export const classifyError = (error: unknown): ErrorClass => standardClassifier.classify(error);

function check(rule: ErrorRule): void {
  if (!errorClasses.includes(rule.class)) {
    throw new TypeError(`"${rule.class}" is no class of errors: use one of ${errorClasses.join(', ')}.`);
  }
  const { code, name, status, test } = rule;
  if ([code, name, status, test].every((condition) => condition === undefined)) {
    throw new TypeError(`A rule for "${rule.class}" has no condition: give it a code, name, status or test.`);
  }
}
