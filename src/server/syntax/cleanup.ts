import ts from 'typescript';
import type { Fix } from '../engine/finding.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { t } from '../../common/l10n.ts';
import { eachOwn, indentOf, statementOf } from './nodes.ts';

/**
 * Moves the one release of something into a `finally` block: what stands between becomes the `try` block.
 * @returns undefined where that would change more than the failing way, or take a name out of reach
 */
export function releaseInFinally(
  file: FileContext,
  taken: ts.Statement,
  releases: readonly ts.Node[],
): Fix | undefined {
  const [release] = releases;
  if (!release || releases.length > 1 || !ts.isBlock(taken.parent)) return undefined;
  const released = statementOf(release);
  const { statements } = taken.parent;
  const first = statements.indexOf(taken) + 1;
  const last = statements.indexOf(released);
  if (last <= first || !ts.isExpressionStatement(released)) return undefined;
  const between = statements.slice(first, last);
  if (between.some((each) => isNeededLater(file, each, released))) return undefined;
  const { source } = file;
  const indent = indentOf(taken);
  const step = indent.includes('\t') ? '\t' : '  ';
  const from = taken.getEnd();
  const to = between.at(-1)?.getEnd() ?? from;
  const body = source.text.slice(from, to).replaceAll(/\n(?=[ \t]*\S)/g, `\n${step}`);
  const call = released.getText(source);
  const text = `\n${indent}try {${body}\n${indent}} finally {\n${indent}${step}${call}\n${indent}}`;
  const title = t('Release in a finally block');
  return { title, isSafe: false, edits: [{ start: from, end: released.getEnd(), text }] };
}

/** Whether something that is declared in a statement is used after the release. */
function isNeededLater({ names }: FileContext, statement: ts.Statement, released: ts.Statement): boolean {
  const declared: ts.Identifier[] = [];
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return true;
  if (ts.isVariableStatement(statement)) {
    eachOwn(statement, (node) => {
      if ((ts.isVariableDeclaration(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name))
        declared.push(node.name);
    });
  }
  return declared.some((identifier) => {
    const variable = names.variable(identifier);
    return variable !== undefined && names.uses(variable).some((use) => use.pos >= released.pos);
  });
}

/** Takes the result of the declaration as `using` does, which leaves it at the end of its block. */
export function convertToUsing(declaration: ts.VariableDeclaration, isAsync: boolean): Fix | undefined {
  const list = declaration.parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length > 1) return undefined;
  const start = list.getStart();
  const keyword = /^(const|let|var)\b/.exec(list.getText())?.[0];
  if (!keyword) return undefined;
  const text = isAsync ? 'await using' : 'using';
  return { title: t('Convert to {0}', text), isSafe: false, edits: [{ start, end: start + keyword.length, text }] };
}
