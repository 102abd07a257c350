import ts from 'typescript';
import { bare, eachOwn, functionAround, isFunction, isWithin } from './nodes.ts';

/** A way out of a function on which something that was taken is not given back. */
export interface Leak {
  readonly node: ts.Node;
  readonly by: 'failure' | 'return' | 'throw' | 'end';
}

/**
 * The first way on which control may leave a function after `taken` without passing one of `releases`, which are nodes of
 * the same function.
 *
 * It looks at the structure of statements only, and takes a release anywhere in a `finally`, or in a `catch`, for one on
 * all ways through it. Only what is awaited is expected to fail. So what it tells is so, and it does not tell everything.
 */
export function leakAfter(taken: ts.Node, releases: readonly ts.Node[]): Leak | undefined {
  const owner = functionAround(taken);
  if (isReleasedAround(taken, owner, releases)) return undefined;
  for (let here: ts.Node = taken; here !== owner; here = here.parent) {
    const { parent } = here;
    const statements = statementsOf(parent);
    if (!statements) continue;
    for (const statement of statements.slice(statements.indexOf(here as ts.Statement) + 1)) {
      const verdict = through(statement, releases);
      if (verdict === 'released') return undefined;
      if (verdict) return caughtAround(verdict, owner) ? undefined : verdict;
    }
    if (ts.isIterationStatement(parent.parent, false) || ts.isIterationStatement(parent, false)) return undefined;
  }
  return { node: owner, by: 'end' };
}

/** A `try` around a node whose `finally` or `catch` releases. */
function isReleasedAround(node: ts.Node, root: ts.Node, releases: readonly ts.Node[]): boolean {
  for (let here = node; here !== root; here = here.parent) {
    if (!ts.isTryStatement(here.parent)) continue;
    const { finallyBlock, catchClause, tryBlock } = here.parent;
    if (finallyBlock && finallyBlock !== here && hasAny(finallyBlock, releases)) return true;
    if (catchClause && here === tryBlock && hasAny(catchClause, releases)) return true;
  }
  return false;
}

const statementsOf = (node: ts.Node): readonly ts.Statement[] | undefined =>
  ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseClause(node) || ts.isDefaultClause(node)
    ? node.statements
    : undefined;

const hasAny = (outer: ts.Node, nodes: readonly ts.Node[]): boolean => nodes.some((node) => isWithin(node, outer));

function through(statement: ts.Statement, releases: readonly ts.Node[]): Leak | 'released' | undefined {
  if (!hasAny(statement, releases)) return firstWayOut(statement, releases);
  if (ts.isTryStatement(statement)) {
    if (statement.finallyBlock && hasAny(statement.finallyBlock, releases)) return 'released';
    if (statement.catchClause && hasAny(statement.catchClause, releases)) return 'released';
    return inList(statement.tryBlock.statements, releases) ?? firstWayOutOfCatch(statement, releases);
  }
  if (ts.isBlock(statement)) return inList(statement.statements, releases);
  if (isBranching(statement)) return firstWayOut(statement, releases) ?? 'released';
  // What is awaited in the arguments of the release itself fails before it.
  return 'released';
}

function inList(statements: readonly ts.Statement[], releases: readonly ts.Node[]): Leak | 'released' | undefined {
  for (const each of statements) {
    const verdict = through(each, releases);
    if (verdict) return verdict;
  }
  return undefined;
}

const isBranching = (node: ts.Node): boolean =>
  ts.isIfStatement(node) || ts.isSwitchStatement(node) || ts.isIterationStatement(node, true);

const firstWayOutOfCatch = (statement: ts.TryStatement, releases: readonly ts.Node[]): Leak | undefined =>
  statement.catchClause && firstWayOut(statement.catchClause.block, releases);

/** The first way out of `root` that has no release before it. */
function firstWayOut(root: ts.Node, releases: readonly ts.Node[]): Leak | undefined {
  let found: Leak | undefined;
  const look = (node: ts.Node): void => {
    if (found) return;
    const by = wayOut(node);
    if (!by || isCaught(node, root) || isReleasedBefore(node, root, releases)) return;
    found = { node, by };
  };
  look(root);
  eachOwn(root, look);
  return found;
}

function wayOut(node: ts.Node): Leak['by'] | undefined {
  // A promise that has a name is often made only to be waited for, and never fails.
  if (ts.isAwaitExpression(node)) return ts.isIdentifier(bare(node.expression)) ? undefined : 'failure';
  if (ts.isForOfStatement(node) && node.awaitModifier) return 'failure';
  if (ts.isReturnStatement(node)) return 'return';
  return ts.isThrowStatement(node) ? 'throw' : undefined;
}

/** Whether a failure at `node` ends in a `catch` within `root`. A `return` does not. */
function isCaught(node: ts.Node, root: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return false;
  for (let here = node; here !== root; here = here.parent) {
    if (ts.isTryStatement(here.parent) && here.parent.catchClause && here.parent.tryBlock === here) return true;
    if (isSettled(here)) return true;
  }
  return isSettled(node);
}

/** `await work().catch(…)` does not fail, unless what handles the failure does. */
const isSettled = (node: ts.Node): boolean =>
  ts.isAwaitExpression(node) &&
  ts.isCallExpression(node.expression) &&
  ts.isPropertyAccessExpression(node.expression.expression) &&
  (node.expression.expression.name.text === 'catch' || node.expression.getText().includes('Promise.allSettled('));

/** A `catch` around what was taken and the leak: where it goes on is not followed. */
function caughtAround({ node, by }: Leak, owner: ts.Node): boolean {
  if (by === 'return') return false;
  for (let here = node; here !== owner && !isFunction(here); here = here.parent) {
    if (ts.isTryStatement(here.parent) && here.parent.catchClause && here.parent.tryBlock === here) {
      return !findsWayOut(here.parent.catchClause);
    }
  }
  return false;
}

const findsWayOut = (clause: ts.CatchClause): boolean => {
  let found = false;
  eachOwn(clause.block, (node) => (found ||= ts.isThrowStatement(node) || ts.isReturnStatement(node)));
  return found;
};

function isReleasedBefore(node: ts.Node, root: ts.Node, releases: readonly ts.Node[]): boolean {
  if (releases.some((release) => isWithin(release, node)) || isReleasedAround(node, root, releases)) return true;
  for (let here = node; here !== root; here = here.parent) {
    const before = statementsOf(here.parent)?.filter((each) => each.end <= here.pos) ?? [];
    if (before.some((each) => hasAny(each, releases))) return true;
  }
  return false;
}
