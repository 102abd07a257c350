import type { RuleName } from '../../common/ruleNames.ts';

/** The page that explains a rule. */
export const ruleUrl = (rule: RuleName): string =>
  `https://github.com/async-scope/async-scope/blob/main/docs/rules/${rule}.md`;
