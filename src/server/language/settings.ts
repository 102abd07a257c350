import * as v from 'valibot';
import { type RuleSettings, ruleNames, ruleSeverities } from '../../common/ruleNames.ts';

const ruleSettings = v.record(v.picklist(ruleNames), v.picklist(ruleSeverities));
const editorSettings = v.object({ rules: v.optional(ruleSettings, {}) });

/**
 * What the editor sent as settings.
 * @param onProblem told when it is not what settings are; they are empty then
 */
export function readSettings(sent: unknown, onProblem: (sentence: string) => void): RuleSettings {
  const read = v.safeParse(editorSettings, sent ?? {});
  if (read.success) return read.output.rules;
  const wrong = read.issues.map(({ message }) => message).join('; ');
  onProblem(`The settings of the rules cannot be used, and the defaults are: ${wrong}`);
  return {};
}
