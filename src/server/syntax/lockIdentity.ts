import ts from 'typescript';
import type { FileContext } from '../engine/fileContext.ts';
import { chainOf, originOf } from './calls.ts';
import { fileOf } from './modules.ts';

/**
 * What a lock is called in the whole project: a variable at the top of a file, imported or not, or a field of a class.
 * Undefined for a lock that may be another one each time.
 */
export function lockIdentity(lock: ts.Expression, { path, names }: FileContext): string | undefined {
  const chain = chainOf(lock);
  if (chain === undefined) return undefined;
  if (chain.startsWith('this.')) return `${fileOf(path)}#${classAround(lock)}.${chain.slice('this.'.length)}`;
  if (!ts.isIdentifier(lock)) return undefined;
  const origin = originOf(lock, names);
  if (origin !== undefined) {
    const [module = '', name = ''] = origin.split('#');
    return module.startsWith('.') ? `${fileOf(module, path)}#${name}` : origin;
  }
  const declaration = names.variable(lock)?.declaration;
  return declaration && isAtTop(declaration) ? `${fileOf(path)}#${chain}` : undefined;
}

const isAtTop = (node: ts.Node): boolean =>
  ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent);

function classAround(node: ts.Node): string {
  let here = node;
  while (!ts.isClassLike(here) && !ts.isSourceFile(here)) here = here.parent;
  return ts.isClassLike(here) ? (here.name?.text ?? 'class') : '';
}
