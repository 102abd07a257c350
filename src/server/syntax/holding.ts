import ts from 'typescript';
import type { Names, Variable } from '../engine/names.ts';
import { calleeName, receiverOf } from './calls.ts';
import { functionAround, isFunction, parentOf } from './nodes.ts';

/** What becomes of something that a variable holds. */
export interface Holding {
  /** Calls in the same function that give it back. */
  readonly releases: readonly ts.CallExpression[];
  /** It is used in another function, or handed to something that may keep it: who gives it back is not known. */
  readonly isKeptElsewhere: boolean;
}

/** How calls give something back. */
export interface ReleaseWays {
  /** Methods of the thing itself. */
  readonly methods: readonly string[];
  /** Methods of anything else, with the thing as argument. */
  readonly takers?: readonly string[];
  /** Calling the thing itself. */
  readonly byCall?: boolean;
  /** What has the thing as an argument may keep it. */
  readonly argumentsKeep?: boolean;
}

/** Follows all uses of a variable. */
export function holdingOf(variable: Variable, names: Names, ways: ReleaseWays): Holding {
  const owner = functionAround(variable.identifier);
  const releases: ts.CallExpression[] = [];
  let isKeptElsewhere = false;
  for (const use of names.uses(variable)) {
    const release = releaseBy(use, ways);
    if (functionAround(use) !== owner) isKeptElsewhere = true;
    else if (release) releases.push(release);
    else if (isHandedOn(use, ways.argumentsKeep === true)) isKeptElsewhere = true;
  }
  return { releases, isKeptElsewhere };
}

function releaseBy(
  use: ts.Identifier,
  { methods, takers = [], byCall = false }: ReleaseWays,
): ts.CallExpression | undefined {
  const parent = parentOf(use);
  if (ts.isCallExpression(parent)) {
    if (parent.expression === use) return byCall ? parent : undefined;
    return takers.includes(calleeName(parent)) ? parent : undefined;
  }
  if (!ts.isPropertyAccessExpression(parent)) return undefined;
  const call = parentOf(parent);
  if (!ts.isCallExpression(call) || call.expression !== parent) return undefined;
  return methods.includes(calleeName(call)) && receiverOf(call) === use ? call : undefined;
}

/** Whether what uses a variable may keep its value beyond the function. */
function isHandedOn(use: ts.Identifier, argumentsKeep: boolean): boolean {
  const parent = parentOf(use);
  if (ts.isPropertyAccessExpression(parent)) return isMethodTaken(parent);
  if (ts.isCallExpression(parent)) return parent.expression !== use && (argumentsKeep || isStore(calleeName(parent)));
  if (ts.isBinaryExpression(parent)) {
    const isAssigned = parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isAssigned || /^(\?\?|\|\||&&|,)$/.test(parent.operatorToken.getText());
  }
  return !isAsked(parent);
}

/** `const { release } = hold`, `keep(hold.release)`: a method that is not called here may be called anywhere. */
function isMethodTaken(access: ts.PropertyAccessExpression): boolean {
  const parent = parentOf(access);
  if (ts.isCallExpression(parent) && parent.expression === access) return false;
  return (
    !ts.isPropertyAccessExpression(parent) &&
    /^(release|close|end|dispose|exit|abort|unlock|destroy)$/.test(access.name.text)
  );
}

/** Names of what keeps its argument. */
const isStore = (name: string): boolean => /^(push|add|set|unshift|resolve|use|register|defer|track)/i.test(name);

/** Places in which a value is only looked at. */
const isAsked = (parent: ts.Node): boolean =>
  ts.isIfStatement(parent) ||
  ts.isExpressionStatement(parent) ||
  ts.isPrefixUnaryExpression(parent) ||
  ts.isTypeOfExpression(parent) ||
  ts.isElementAccessExpression(parent) ||
  ts.isForOfStatement(parent) ||
  ts.isAwaitExpression(parent) ||
  ts.isVoidExpression(parent) ||
  ts.isTemplateSpan(parent);

/** The function a node is in, unless it is at the top of a file. */
export function ownFunction(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  const owner = functionAround(node);
  return isFunction(owner) ? owner : undefined;
}
