import type { ProblemFacts } from '../../protocol/problemFacts.ts';

/** What a condition may ask about; see `ProblemFacts`. */
export type ConditionField = Exclude<keyof ProblemFacts, 'site'>;

export const conditionFields: readonly ConditionField[] = [
  'class',
  'name',
  'scope',
  'lock',
  'session',
  'task',
  'owner',
  'reason',
  'file',
  'function',
];

/** A condition that was understood. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'equals'; readonly field: ConditionField; readonly value: string }
  | { readonly kind: 'matches'; readonly field: ConditionField; readonly source: string; readonly flags: string };

/** Whether a problem meets a condition. */
export function meets(condition: Condition, facts: ProblemFacts): boolean {
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, facts) && meets(condition.right, facts);
    case 'or':
      return meets(condition.left, facts) || meets(condition.right, facts);
    case 'not':
      return !meets(condition.of, facts);
    case 'equals':
      return facts[condition.field] === condition.value;
    case 'matches':
      return new RegExp(condition.source, condition.flags).test(facts[condition.field]);
  }
}

/** The values a field is compared with by `==` anywhere in a condition, outside of `!`. */
export function namedValues(condition: Condition, field: ConditionField): string[] {
  if (condition.kind === 'and' || condition.kind === 'or') {
    return [...namedValues(condition.left, field), ...namedValues(condition.right, field)];
  }
  return condition.kind === 'equals' && condition.field === field ? [condition.value] : [];
}
