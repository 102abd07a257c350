import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, isMethodCall } from '../syntax/calls.ts';
import { isScopeEntered, isScopeMade } from '../syntax/library.ts';
import { functionAround, isFunction } from '../syntax/nodes.ts';

/** Callbacks of these run in the flow that gave them. */
const inTheSameFlow = /^(then|catch|finally|run|forEach|map|filter)$/;

export const scopeEscapesTask = defineRule({
  name: 'scope-escapes-task',
  summary: () => t('A scope is left in a callback, a timer, an event handler or another async function'),
  severity: 'error',
  visit: (file) => ({
    VariableDeclaration: (declaration) => {
      const { initializer, name } = declaration;
      if (!initializer || !ts.isIdentifier(name)) return;
      if (!isScopeEntered(initializer, file.names) && !isScopeMade(initializer, file.names)) return;
      const variable = file.names.variable(name);
      if (!variable) return;
      const uses = file.names.uses(variable);
      const owners = enteringFunctions(initializer, uses, file);
      for (const use of uses) {
        const call = use.parent.parent;
        if (!isMethodCall(call, 'exit') || owners.has(functionAround(use))) continue;
        const callback = functionAround(use);
        if (!isFunction(callback) || !runsElsewhere(callback)) continue;
        const message = t(
          'Scope "{0}" is left in another function than the one that entered it, which may run in another task. Leave it where it was entered.',
          name.text,
        );
        const { path } = file;
        const related = [{ path, start: name.getStart(), end: name.getEnd(), message: t('Entered here') }];
        file.report(call, message, { related });
      }
    },
  }),
});

function enteringFunctions(
  initializer: ts.Expression,
  uses: readonly ts.Identifier[],
  { names }: FileContext,
): Set<ts.Node> {
  const owners = new Set<ts.Node>();
  if (isScopeEntered(initializer, names)) owners.add(functionAround(initializer));
  for (const use of uses) if (isMethodCall(use.parent.parent, 'enter')) owners.add(functionAround(use));
  return owners;
}

function runsElsewhere(callback: ts.FunctionLikeDeclaration): boolean {
  const { parent } = callback;
  if (!ts.isCallExpression(parent)) return true;
  return parent.expression !== callback && !inTheSameFlow.test(calleeName(parent));
}
