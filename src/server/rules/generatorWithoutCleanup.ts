import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, isGlobal, originOf, receiverOf } from '../syntax/calls.ts';
import { isUsing } from '../syntax/library.ts';
import { bare, eachOwn, functionAround, isAsync, isGenerator, parentOf } from '../syntax/nodes.ts';
import type { Names } from '../engine/names.ts';

export const generatorWithoutCleanup = defineRule({
  name: 'async-generator-without-cleanup',
  summary: () => t('An async generator opens something, and leaves it open when its consumer breaks off'),
  severity: 'warning',
  visit: (file) => ({
    Function: (node) => {
      if (!isAsync(node) || !isGenerator(node) || !node.body) return;
      const opened: ts.CallExpression[] = [];
      const yields: ts.Node[] = [];
      eachOwn(node.body, (each) => {
        if (ts.isCallExpression(each) && opens(each, file.names)) opened.push(each);
        if (ts.isYieldExpression(each)) yields.push(each);
      });
      for (const call of opened) {
        const unsafe = yields.find((each) => each.pos > call.pos && !isGuarded(each, node));
        if (!unsafe) continue;
        const related = [
          {
            path: file.path,
            start: unsafe.getStart(),
            end: unsafe.getEnd(),
            message: t('A consumer that breaks off ends the generator here'),
          },
        ];
        file.report(
          call,
          t('This stays open when the consumer breaks off at a yield. Close it in a finally block around the yield.'),
          { related },
        );
      }
    },
  }),
});

/** A reader, a repeating timer, or a file: held until it is given back. */
function opens(call: ts.CallExpression, names: Names): boolean {
  const declaration = declarationOf(call);
  if (declaration && (isUsing(declaration) || isSharedByFunctions(declaration, names))) return false;
  if (isGlobal(call.expression, 'setInterval', names)) return true;
  if (originOf(call.expression, names) === 'fs/promises#open') return declaration !== undefined;
  return calleeName(call) === 'getReader' && receiverOf(call) !== undefined && declaration !== undefined;
}

/** Used in a function within the generator, which may close it. */
function isSharedByFunctions({ name }: ts.VariableDeclaration, names: Names): boolean {
  const variable = ts.isIdentifier(name) ? names.variable(name) : undefined;
  return variable !== undefined && names.uses(variable).some((use) => functionAround(use) !== functionAround(name));
}

function declarationOf(call: ts.CallExpression): ts.VariableDeclaration | undefined {
  let parent = parentOf(call);
  if (ts.isAwaitExpression(parent)) parent = parentOf(parent);
  return ts.isVariableDeclaration(parent) && parent.initializer && bare(parent.initializer) === call
    ? parent
    : undefined;
}

/** Whether some `finally` runs when the generator ends at a yield. */
function isGuarded(node: ts.Node, owner: ts.Node): boolean {
  for (let here = node; here !== owner; here = here.parent) {
    if (ts.isTryStatement(here.parent) && here.parent.finallyBlock && here.parent.finallyBlock !== here) return true;
  }
  return false;
}
