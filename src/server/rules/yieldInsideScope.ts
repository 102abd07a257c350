import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, isMethodCall } from '../syntax/calls.ts';
import { isScopeEntered } from '../syntax/library.ts';
import { eachOwn, functionAround, isFunction, isGenerator, isWithin, statementOf } from '../syntax/nodes.ts';

export const yieldInsideScope = defineRule({
  name: 'yield-inside-scope',
  summary: () => t('A generator yields while a scope is open, so another task may leave the scope'),
  severity: 'error',
  visit: (file) => ({
    VariableDeclaration: ({ name, initializer }) => {
      if (!initializer || !isScopeEntered(initializer, file.names) || !ts.isIdentifier(name)) return;
      const owner = functionAround(name);
      if (!isFunction(owner) || !isGenerator(owner) || isMadeSafe(owner)) return;
      const block = statementOf(name).parent;
      const exits = new Set<number>();
      let yielded: ts.Node | undefined;
      eachOwn(block, (node) => {
        if (isMethodCall(node, 'exit') && node.expression.getText().startsWith(`${name.text}.`)) exits.add(node.pos);
        if (ts.isYieldExpression(node) && node.pos > name.pos) yielded ??= node;
      });
      const first = yielded;
      if (!first || !isWithin(first, block) || [...exits].some((exit) => exit < first.pos)) return;
      file.report(
        first,
        t(
          'The generator yields while scope "{0}" is open: whoever finishes the generator leaves the scope, in a task that did not enter it. Use safeGenerator.',
          name.text,
        ),
        { related: [{ path: file.path, start: name.getStart(), end: name.getEnd(), message: t('Entered here') }] },
      );
    },
  }),
});

/** `safeGenerator('name', async function* () { … })`. */
const isMadeSafe = ({ parent }: ts.Node): boolean =>
  ts.isCallExpression(parent) && calleeName(parent) === 'safeGenerator';
