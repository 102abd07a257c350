import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { isMethodCall } from '../syntax/calls.ts';
import { convertToUsing, releaseInFinally } from '../syntax/cleanup.ts';
import { holdingOf } from '../syntax/holding.ts';
import { isScopeEntered, isScopeMade, isUsing } from '../syntax/library.ts';
import { functionAround, parentOf, statementOf } from '../syntax/nodes.ts';
import { leakAfter } from '../syntax/paths.ts';
import { leakNote } from './notes.ts';

export const scopeNotExited = defineRule({
  name: 'scope-not-exited',
  summary: () => t('A scope is entered by hand, and there is a way on which it is not left'),
  severity: 'error',
  visit: (file) => ({
    CallExpression: (call) => {
      if (!isScopeEntered(call, file.names)) return;
      const parent = parentOf(call);
      if (ts.isExpressionStatement(parent)) {
        file.report(call, t('Nobody can leave this scope: nothing keeps it. Use "using", or CancelScope.run.'));
      } else if (ts.isVariableDeclaration(parent) && !isUsing(parent)) check(file, parent, parent);
    },
    VariableDeclaration: (declaration) => {
      const { initializer } = declaration;
      if (!initializer || !isScopeMade(initializer, file.names) || isUsing(declaration)) return;
      const entered = enteredLater(file, declaration);
      if (entered) check(file, declaration, entered);
    },
  }),
});

/** `scope.enter()` in the function that made the scope. */
function enteredLater({ names }: FileContext, { name }: ts.VariableDeclaration): ts.Node | undefined {
  const variable = ts.isIdentifier(name) ? names.variable(name) : undefined;
  if (!variable) return undefined;
  const use = names
    .uses(variable)
    .find((each) => isMethodCall(each.parent.parent, 'enter') && functionAround(each) === functionAround(name));
  return use;
}

function check(file: FileContext, declaration: ts.VariableDeclaration, entered: ts.Node): void {
  const { name } = declaration;
  const variable = ts.isIdentifier(name) ? file.names.variable(name) : undefined;
  if (!variable) return;
  const { releases, isKeptElsewhere } = holdingOf(variable, file.names, {
    methods: ['exit', 'done'],
    argumentsKeep: true,
  });
  if (isKeptElsewhere) return;
  const statement = statementOf(entered);
  const leak = leakAfter(statement, releases);
  if (!leak) return;
  const isGroup = /TaskGroup/.test(declaration.initializer?.getText() ?? '');
  const fix =
    releases.length === 0 ? convertToUsing(declaration, isGroup) : releaseInFinally(file, statement, releases);
  const message =
    releases.length === 0
      ? t(
          'Scope "{0}" is entered and never left. Use "using", CancelScope.run, or exit in a finally block.',
          variable.name,
        )
      : t('Scope "{0}" is not left when something fails on the way. Exit it in a finally block.', variable.name);
  file.report(name, message, { fixes: fix ? [fix] : [], related: releases.length === 0 ? [] : leakNote(file, leak) });
}
