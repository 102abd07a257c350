import ts from 'typescript';
import type { Names } from '../engine/names.ts';
import { calleeName, originOf, receiverOf } from './calls.ts';

/** Names of our library; some other libraries call their scopes the same. */
const scopeClasses = new Set(['CancelScope', 'TaskGroup']);

/** Whether an expression names a class of scopes: imported, or global in an example. */
function isScopeClass(expression: ts.Expression, names: Names): boolean {
  if (ts.isIdentifier(expression) && scopeClasses.has(expression.text)) return true;
  const origin = originOf(expression, names);
  return origin !== undefined && /^async-scope#(CancelScope|TaskGroup)$/.test(origin);
}

/** `CancelScope.enter(…)` or `new CancelScope(…).enter()`. */
export function isScopeEntered(node: ts.Node, names: Names): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || calleeName(node) !== 'enter') return false;
  const on = receiverOf(node);
  return on !== undefined && (isScopeClass(on, names) || isScopeMade(on, names));
}

/** `new CancelScope(…)`. */
export const isScopeMade = (node: ts.Node, names: Names): node is ts.NewExpression =>
  ts.isNewExpression(node) && isScopeClass(node.expression, names);

/** `CancelScope.run(…)`, `CancelScope.moveOn(…)`: with the function that runs in the scope. */
export function scopeRun(node: ts.Node, names: Names): ts.FunctionLikeDeclaration | undefined {
  if (!ts.isCallExpression(node) || !/^(run|moveOn)$/.test(calleeName(node))) return undefined;
  const on = receiverOf(node);
  // A group waits for its tasks; a scope does not.
  if (!on || !isScopeClass(on, names) || on.getText().endsWith('TaskGroup')) return undefined;
  return node.arguments.find((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each));
}

/** Whether `x` of `const x = …` is left by itself at the end of its block. */
export const isUsing = (declaration: ts.VariableDeclaration): boolean =>
  ts.isVariableDeclarationList(declaration.parent) && /^(await\s+)?using\b/.test(declaration.parent.getText());
