import ts from 'typescript';
import type { Names } from '../engine/names.ts';
import { calleeName, chainOf, receiverOf } from './calls.ts';
import { bare, eachOwn, functionAround, parentOf } from './nodes.ts';
import { holdingOf, type Holding } from './holding.ts';
import { isUsing } from './library.ts';

/** A lock that is taken by hand: it has to be given back. */
export interface Acquisition {
  readonly call: ts.CallExpression;
  /** How the lock is named where it is taken. */
  readonly lock: ts.Expression;
  /** What gives it back in the same function; undefined where that is done by itself, or elsewhere. */
  readonly holding: Holding | undefined;
}

const lockName = /(mutex|semaphore|(^|[a-z_#])lock|^lock|sema)(s|er)?$/i;
const lockClass = /(Mutex|Semaphore|Sema|Lock)$/;
const acquiring = new Set(['acquire', 'acquireAsync', 'lock']);
const releaseWays = {
  methods: ['release', 'unlock'],
  takers: ['release', 'unlock'],
  byCall: true,
  argumentsKeep: true,
};

/** The lock that a call takes, when it takes one. */
export function lockAcquired(call: ts.CallExpression, names: Names): ts.Expression | undefined {
  if (!acquiring.has(calleeName(call))) return undefined;
  const lock = receiverOf(call);
  return lock && isLock(lock, names) ? lock : undefined;
}

/** Whether an expression is a lock: made as one in this file, or named like one. */
export function isLock(expression: ts.Expression, names: Names): boolean {
  const last = chainOf(expression)?.split('.').at(-1);
  if (last === undefined || last === 'this') return false;
  if (lockName.test(last)) return true;
  if (!ts.isIdentifier(expression)) return false;
  const declaration = names.variable(expression)?.declaration;
  const made = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer;
  return made ? ts.isNewExpression(bare(made)) && lockClass.test(calleeName(bare(made) as ts.NewExpression)) : false;
}

/** What is known about a lock that `call` takes by hand; undefined when it takes none. */
export function acquisitionBy(call: ts.CallExpression, names: Names): Acquisition | undefined {
  const lock = lockAcquired(call, names);
  if (!lock) return undefined;
  const place = placeOfResult(call);
  if (ts.isVariableDeclaration(place)) return { call, lock, holding: holdingOfDeclared(place, names) };
  if (ts.isExpressionStatement(place)) {
    const releases = releasesOf(lock, call);
    return { call, lock, holding: releases.length > 0 ? { releases, isKeptElsewhere: false } : undefined };
  }
  return { call, lock, holding: undefined };
}

function placeOfResult(call: ts.CallExpression): ts.Node {
  const parent = parentOf(call);
  return ts.isAwaitExpression(parent) ? parentOf(parent) : parent;
}

function holdingOfDeclared(declaration: ts.VariableDeclaration, names: Names): Holding | undefined {
  if (isUsing(declaration)) return undefined;
  const { name } = declaration;
  // async-mutex: `const [value, release] = await semaphore.acquire()`.
  const element = ts.isArrayBindingPattern(name) ? name.elements.at(-1) : undefined;
  const identifier = element && ts.isBindingElement(element) ? element.name : name;
  const variable = ts.isIdentifier(identifier) ? names.variable(identifier) : undefined;
  return variable && holdingOf(variable, names, releaseWays);
}

/** Calls in the same function that release the lock by its name. */
function releasesOf(lock: ts.Expression, call: ts.CallExpression): ts.CallExpression[] {
  const chain = chainOf(lock);
  const releases: ts.CallExpression[] = [];
  eachOwn(functionAround(call), (node) => {
    if (!ts.isCallExpression(node) || !/^(release|unlock)$/.test(calleeName(node))) return;
    const on = receiverOf(node);
    if (on && chainOf(on) === chain) releases.push(node);
  });
  return releases;
}

/** A function that runs while a lock is held: `lock.run(…)`, `mutex.runExclusive(…)`, `lock.acquire(key, …)`. */
export function runUnderLock(
  node: ts.Node,
  names: Names,
): { readonly lock: ts.Expression; readonly body: ts.FunctionLikeDeclaration } | undefined {
  const lock = lockOfRun(node, names);
  if (!lock || !ts.isCallExpression(node)) return undefined;
  const body = node.arguments.find((each) => ts.isArrowFunction(each) || ts.isFunctionExpression(each));
  return body && { lock, body };
}

/** The lock under which a call runs a function, whichever it is. */
export function lockOfRun(node: ts.Node, names: Names): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || !/^(run|runExclusive|acquire|withLock)$/.test(calleeName(node))) return undefined;
  const lock = receiverOf(node);
  return lock && isLock(lock, names) ? lock : undefined;
}
