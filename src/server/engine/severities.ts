import type { RuleName, RuleSettings, RuleSeverity } from '../../common/ruleNames.ts';
import type { OtherTool, Rule } from './rule.ts';

/**
 * How each rule is shown. What somebody set counts most, the last of `settings` more than those before it; a rule that
 * another tool of the workspace has is off then; what is left has its default.
 */
export function severitiesOf(
  rules: readonly Rule[],
  otherTools: ReadonlySet<OtherTool>,
  ...settings: readonly RuleSettings[]
): ReadonlyMap<RuleName, RuleSeverity> {
  const set: RuleSettings = Object.assign({}, ...settings);
  return new Map(
    rules.map(({ name, severity, equivalents = [] }) => {
      const isElsewhere = equivalents.some(({ tool }) => otherTools.has(tool));
      return [name, set[name] ?? (isElsewhere ? 'off' : severity)];
    }),
  );
}
