import ts from 'typescript';
import type { Names } from '../engine/names.ts';
import { bare } from './nodes.ts';

/** The last name of what is called: `close` for `client.close()`; empty where it has none. */
export function calleeName(call: ts.CallExpression | ts.NewExpression): string {
  const callee = bare(call.expression);
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
}

/** The object that a method is called on. */
export function receiverOf(call: ts.CallExpression): ts.Expression | undefined {
  const callee = bare(call.expression);
  return ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : undefined;
}

/** A method call of one of these names, on anything. */
export const isMethodCall = (node: ts.Node, ...methods: readonly string[]): node is ts.CallExpression =>
  ts.isCallExpression(node) && receiverOf(node) !== undefined && methods.includes(calleeName(node));

/** The text of a chain of names, such as `this.#lock`; undefined for anything else. */
export function chainOf(node: ts.Expression): string | undefined {
  const here = bare(node);
  if (ts.isIdentifier(here)) return here.text;
  if (here.kind === ts.SyntaxKind.ThisKeyword) return 'this';
  if (!ts.isPropertyAccessExpression(here)) return undefined;
  const before = chainOf(here.expression);
  return before === undefined ? undefined : `${before}.${here.name.text}`;
}

/** The text of a string without placeholders. */
export const literalOf = (node: ts.Node | undefined): string | undefined =>
  node && ts.isStringLiteralLike(node) ? node.text : undefined;

/**
 * Where something imported comes from, as `module#name`: `timers/promises#setTimeout`. `node:` is left out, and a member
 * of a whole module counts as imported by its name. Undefined for what is not imported.
 */
export function originOf(expression: ts.Expression, names: Names): string | undefined {
  const here = bare(expression);
  if (ts.isIdentifier(here)) {
    const variable = names.variable(here);
    return variable && importOf(variable.declaration);
  }
  if (!ts.isPropertyAccessExpression(here)) return undefined;
  const module = originOf(here.expression, names);
  if (module === undefined) return undefined;
  const [path = '', name = ''] = module.split('#');
  if (name === '*' || name === 'default') return `${path}#${here.name.text}`;
  return name === 'promises' ? `${path}/promises#${here.name.text}` : undefined;
}

function importOf(declaration: ts.Node): string | undefined {
  if (ts.isImportSpecifier(declaration)) {
    const { moduleSpecifier } = declaration.parent.parent.parent;
    return `${moduleOf(moduleSpecifier)}#${(declaration.propertyName ?? declaration.name).text}`;
  }
  if (ts.isImportClause(declaration)) return `${moduleOf(declaration.parent.moduleSpecifier)}#default`;
  if (ts.isNamespaceImport(declaration)) return `${moduleOf(declaration.parent.parent.moduleSpecifier)}#*`;
  if (ts.isVariableDeclaration(declaration)) {
    const module = requiredBy(declaration.initializer);
    return module === undefined ? undefined : `${module}#*`;
  }
  if (ts.isBindingElement(declaration) && ts.isVariableDeclaration(declaration.parent.parent)) {
    const module = requiredBy(declaration.parent.parent.initializer);
    const name = declaration.propertyName ?? declaration.name;
    return module === undefined || !ts.isIdentifier(name) ? undefined : `${module}#${name.text}`;
  }
  return undefined;
}

const moduleOf = (specifier: ts.Expression): string => (literalOf(specifier) ?? '').replace(/^node:/, '');

/** The module of `require('…')`, and of `require('…').promises` with that added. */
function requiredBy(initializer: ts.Expression | undefined): string | undefined {
  if (!initializer) return undefined;
  const here = bare(initializer);
  if (ts.isPropertyAccessExpression(here)) {
    const module = requiredBy(here.expression);
    return module === undefined || here.name.text !== 'promises' ? undefined : `${module}/promises`;
  }
  if (!ts.isCallExpression(here) || !ts.isIdentifier(here.expression)) return undefined;
  if (here.expression.text !== 'require') return undefined;
  const module = literalOf(here.arguments[0]);
  return module?.replace(/^node:/, '');
}

/** Whether `expression` is the global of that name: not declared in the file. */
export const isGlobal = (expression: ts.Expression, name: string, names: Names): boolean =>
  ts.isIdentifier(expression) && expression.text === name && names.variable(expression) === undefined;
