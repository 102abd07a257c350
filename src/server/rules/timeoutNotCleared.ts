import ts from 'typescript';
import { t } from '../../common/l10n.ts';
import type { FileContext } from '../engine/fileContext.ts';
import { defineRule } from '../engine/rule.ts';
import { calleeName, isGlobal } from '../syntax/calls.ts';
import { releaseInFinally } from '../syntax/cleanup.ts';
import { holdingOf, ownFunction } from '../syntax/holding.ts';
import { functionAround, isFunction, parentOf, statementOf } from '../syntax/nodes.ts';
import { leakAfter } from '../syntax/paths.ts';
import { leakNote } from './notes.ts';

export const timeoutNotCleared = defineRule({
  name: 'timeout-not-cleared',
  summary: () => t('A timer that limits a wait goes on when the wait is over'),
  severity: 'warning',
  skipsTests: true,
  visit: (file) => ({
    CallExpression: (call) => {
      if (!isGlobal(call.expression, 'setTimeout', file.names)) return;
      const parent = parentOf(call);
      if (ts.isVariableDeclaration(parent)) checkCleared(file, parent);
      else if (isUnkept(parent)) checkRace(file, call);
    },
  }),
});

/** `const timer = setTimeout(…); await work(); clearTimeout(timer)`. */
function checkCleared(file: FileContext, declaration: ts.VariableDeclaration): void {
  const { name } = declaration;
  const variable = ts.isIdentifier(name) ? file.names.variable(name) : undefined;
  if (!variable || !ownFunction(name)) return;
  const { releases, isKeptElsewhere } = holdingOf(variable, file.names, {
    methods: ['unref'],
    takers: ['clearTimeout'],
  });
  if (releases.length === 0 || isKeptElsewhere) return;
  const statement = statementOf(declaration);
  const leak = leakAfter(statement, releases);
  if (leak?.by !== 'failure') return;
  const fix = releaseInFinally(file, statement, releases);
  const message = t('Timer "{0}" is cleared only when all goes well. Clear it in a finally block.', variable.name);
  file.report(name, message, { fixes: fix ? [fix] : [], related: leakNote(file, leak) });
}

const isUnkept = (parent: ts.Node): boolean =>
  ts.isExpressionStatement(parent) || ts.isArrowFunction(parent) || ts.isVoidExpression(parent);

/** `Promise.race([work(), new Promise((_, reject) => setTimeout(() => reject(…), ms))])`. */
function checkRace(file: FileContext, call: ts.CallExpression): void {
  const executor = functionAround(call);
  const promise = isFunction(executor) ? executor.parent : undefined;
  if (!promise || !ts.isNewExpression(promise) || promise.expression.getText() !== 'Promise') return;
  const reject = executor.kind === ts.SyntaxKind.SourceFile ? undefined : (executor as ts.ArrowFunction).parameters[1];
  const fails =
    reject && new RegExp(`(?<![\\w$])${reject.name.getText()}(?![\\w$])`).test(call.arguments[0]?.getText() ?? '');
  if (!fails || !isRaced(promise, file)) return;
  file.report(
    call.expression,
    t(
      'This timer goes on when the race is over: it keeps the process alive, and rejects a promise that nobody waits for. Clear it, or use AbortSignal.timeout.',
    ),
  );
}

function isRaced(promise: ts.NewExpression, { names }: FileContext): boolean {
  if (isContestant(promise)) return true;
  const parent = parentOf(promise);
  const declaration = ts.isVariableDeclaration(parent) ? parent : functionMaking(parent);
  const name = declaration && 'name' in declaration ? (declaration.name as ts.Node | undefined) : undefined;
  if (!name || !ts.isIdentifier(name)) return false;
  const variable = names.variable(name);
  if (!variable) return false;
  const uses = names.uses(variable);
  // One that is called for other things than races may be meant to go on.
  return uses.length > 0 && uses.every((use) => isContestant(ts.isVariableDeclaration(parent) ? use : use.parent));
}

/** The function, or the variable that holds it, whose result `promise` is. */
function functionMaking(parent: ts.Node): ts.Node | undefined {
  const maker = ts.isReturnStatement(parent) ? functionAround(parent) : parent;
  if (ts.isFunctionDeclaration(maker)) return maker;
  return isFunction(maker) && ts.isVariableDeclaration(maker.parent) ? maker.parent : undefined;
}

function isContestant(node: ts.Node): boolean {
  const list = parentOf(node);
  if (!ts.isArrayLiteralExpression(list)) return false;
  const call = parentOf(list);
  return ts.isCallExpression(call) && calleeName(call) === 'race';
}
