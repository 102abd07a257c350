import type ts from 'typescript';
import { type RuleName, ruleNames } from '../../common/ruleNames.ts';

/** The word that calls a finding right, in a comment on its line or alone on the line above: `async-scope-ignore rule: reason`. */
export const suppressionWord = 'async-scope-ignore';

const comment = /(?:\/\/|\/\*)\s*async-scope-ignore\s+([a-z-]+)\s*:\s*\S/g;

export interface Suppressions {
  has(rule: RuleName, line: number): boolean;
}

/** The comments of a file that suppress findings. One without a reason suppresses nothing. */
export function suppressionsIn(source: ts.SourceFile): Suppressions {
  const { text } = source;
  const lines = new Set<string>();
  if (text.includes(suppressionWord)) {
    for (const match of text.matchAll(comment)) {
      const rule = match[1] ?? '';
      if (!ruleNames.some((name) => name === rule)) continue;
      const { line } = source.getLineAndCharacterOfPosition(match.index);
      const before = text.slice(source.getPositionOfLineAndCharacter(line, 0), match.index);
      lines.add(`${rule} ${before.trim() === '' ? line + 1 : line}`);
    }
  }
  return { has: (rule, line) => lines.has(`${rule} ${line}`) };
}
