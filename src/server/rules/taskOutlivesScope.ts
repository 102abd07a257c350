import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName } from '../syntax/calls.ts';
import { isScopeEntered, isUsing, scopeRun } from '../syntax/library.ts';
import { bare, eachOwn, isAsync, isFunction } from '../syntax/nodes.ts';

export const taskOutlivesScope = defineRule({
  name: 'task-outlives-scope',
  summary: () => t('A task is started in a scope and not awaited, so the scope ends before it'),
  severity: 'warning',
  equivalents: [
    {
      tool: 'typescript-eslint',
      rule: 'no-floating-promises',
      url: 'https://typescript-eslint.io/rules/no-floating-promises',
    },
    {
      tool: 'oxlint',
      rule: 'no-floating-promises',
      url: 'https://oxc.rs/docs/guide/usage/linter/rules/typescript/no-floating-promises',
    },
    { tool: 'biome', rule: 'noFloatingPromises', url: 'https://biomejs.dev/linter/rules/no-floating-promises' },
  ],
  visit: (file) => ({
    CallExpression: (call) => {
      const body = scopeRun(call, file.names);
      if (body) tellFloating(file, body, 0);
    },
    VariableDeclaration: (declaration) => {
      const { initializer } = declaration;
      if (!initializer || !isUsing(declaration) || !isScopeEntered(initializer, file.names)) return;
      if (/TaskGroup/.test(initializer.getText())) return;
      tellFloating(file, declaration.parent.parent.parent, declaration.end);
    },
  }),
});

function tellFloating(file: FileContext, root: ts.Node, from: number): void {
  eachOwn(root, (node) => {
    if (!ts.isExpressionStatement(node) || node.pos < from) return;
    const { expression } = node;
    const call = ts.isVoidExpression(expression) ? expression.expression : expression;
    if (!ts.isCallExpression(call) || !startsTask(call, file)) return;
    const fixes = ts.isVoidExpression(expression)
      ? []
      : [
          {
            title: t('Await it'),
            isSafe: false,
            edits: [{ start: node.getStart(), end: node.getStart(), text: 'await ' }],
          },
        ];
    file.report(
      call,
      t(
        'This is started in the scope and not awaited: the scope ends while it runs. Await it, or spawn it in a TaskGroup.',
      ),
      { fixes },
    );
  });
}

/** `trackTask(…)`, or a call of a function of this file that is `async`. */
function startsTask(call: ts.CallExpression, { names }: FileContext): boolean {
  const callee = bare(call.expression);
  if (!ts.isIdentifier(callee)) return false;
  if (calleeName(call) === 'trackTask') return true;
  const declaration = names.variable(callee)?.declaration;
  if (!declaration) return false;
  const made = ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration;
  return made !== undefined && isFunction(made) && isAsync(made);
}
