import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { Fix } from '../engine/finding.ts';
import { parse } from '../engine/sourceText.ts';
import { calleeName } from '../syntax/calls.ts';
import { bare, findNode } from '../syntax/nodes.ts';

/** Runs what is awaited at a place in a cancel scope of its own; undefined where nothing is. */
export function wrapInScope(path: string, text: string, from: number, to: number): Fix | undefined {
  const source = parse(path, text);
  const awaited = innermostAwait(source, from, to);
  if (!awaited) return undefined;
  const { expression } = awaited;
  const call = bare(expression);
  if (!ts.isCallExpression(call) || call.getText(source).startsWith('CancelScope.')) return undefined;
  const name = (calleeName(call) || 'work').replaceAll("'", '');
  const start = expression.getStart(source);
  const edits = [
    { start, end: start, text: `CancelScope.run('${name}', () => ` },
    { start: expression.end, end: expression.end, text: ')' },
  ];
  // An `await` within would no longer be in an async function.
  if (findNode(expression, ts.isAwaitExpression)) return undefined;
  if (!/\bCancelScope\b/.test(text)) edits.unshift({ start: 0, end: 0, text: importOf(source) });
  return { title: t('Wrap in CancelScope.run'), edits, isSafe: false };
}

function importOf(source: ts.SourceFile): string {
  return ts.isExternalModule(source)
    ? "import { CancelScope } from 'async-scope';\n"
    : "const { CancelScope } = require('async-scope');\n";
}

function innermostAwait(source: ts.SourceFile, from: number, to: number): ts.AwaitExpression | undefined {
  let found: ts.AwaitExpression | undefined;
  const look = (node: ts.Node): void => {
    if (node.pos > from || node.end < to) return;
    if (ts.isAwaitExpression(node) && node.getStart(source) <= from) found = node;
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}
