import { describe, expect, it } from 'vitest';
import type { RuleName } from '../../../../src/common/ruleNames.ts';
import { type JudgedFinding, Project } from '../../../../src/server/engine/project.ts';
import { rules } from '../../../../src/server/rules/index.ts';

/** The files of a project, by their names. */
export type Files = Readonly<Record<string, string>>;

/** What one rule finds in a text, or in files of one project; each with the text it is about. */
export function found(rule: RuleName, files: string | Files): (JudgedFinding & { readonly at: string })[] {
  const project = new Project(
    '/project',
    rules,
    new Map([...rules.map(({ name }) => [name, 'off'] as const), [rule, 'warning']]),
  );
  const all = typeof files === 'string' ? { 'file.ts': files } : files;
  for (const [name, text] of Object.entries(all)) project.update(`/project/${name}`, text);
  return Object.entries(all).flatMap(([name, text]) =>
    project.findings(`/project/${name}`).map((finding) => ({ ...finding, at: text.slice(finding.start, finding.end) })),
  );
}

/** The text after the first fix of the first finding. */
function fixed(rule: RuleName, text: string): string | undefined {
  const fix = found(rule, text)[0]?.fixes[0];
  if (!fix) return undefined;
  return fix.edits.reduceRight(
    (before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end),
    text,
  );
}

/** Examples of a rule: what it finds nothing in, and what it finds where. */
export interface RuleExamples {
  readonly valid: readonly (string | Files)[];
  /** With the text that the finding is about. */
  readonly invalid: readonly (readonly [example: string | Files, at: string])[];
  /** A text, and what its first fix makes of it. */
  readonly fixes?: readonly (readonly [before: string, after: string])[];
}

/** Makes a test of each example. */
export function testRule(rule: RuleName, { valid, invalid, fixes = [] }: RuleExamples): void {
  describe(`the rule ${rule}`, () => {
    it.each(valid.map((example) => [example]))('finds nothing in %j', (example) => {
      expect(found(rule, example).map(({ message }) => message)).toEqual([]);
    });

    it.each(invalid)('finds a mistake in %j', (example, at) => {
      expect(found(rule, example).map((finding) => finding.at)).toContain(at);
    });

    if (fixes.length > 0) {
      it.each(fixes)('turns %j into what is right', (before, after) => {
        const result = fixed(rule, before);
        expect(result).toBe(after);
        expect(found(rule, result ?? '')).toEqual([]);
      });
    }
  });
}
