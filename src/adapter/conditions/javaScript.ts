import type { Condition } from './condition.ts';

/**
 * The same condition for V8, which checks it in the program itself without a stop. It is made from what was understood
 * and never from the text a person typed: whatever that person chose is a literal in it.
 *
 * @param facts the name under which the program has the `ProblemFacts`
 */
export function javaScriptOf(condition: Condition, facts: string): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const operator = condition.kind === 'and' ? '&&' : '||';
      return `(${javaScriptOf(condition.left, facts)} ${operator} ${javaScriptOf(condition.right, facts)})`;
    }
    case 'not':
      return `!${javaScriptOf(condition.of, facts)}`;
    case 'equals':
      return `(${facts}[${literal(condition.field)}] === ${literal(condition.value)})`;
    case 'matches':
      return `new RegExp(${literal(condition.source)}, ${literal(condition.flags)}).test(${facts}[${literal(condition.field)}])`;
  }
}

/** A string as JavaScript has it. */
export const literal = (text: string): string => JSON.stringify(text);
