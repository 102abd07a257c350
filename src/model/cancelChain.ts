import { taskName } from './selectors.ts';
import type { CancelLink, Program, Scope } from './state.ts';

/** Longer chains are no help to a person. */
const longest = 32;

/** A scope and those whose cancellation spread to it, innermost first. */
function cancelledScopes(program: Program, id: number): Scope[] {
  const found: Scope[] = [];
  for (let scope = program.scopes.get(id); scope?.cancellation; scope = program.scopes.get(scope.cancellation.cause)) {
    // Nothing keeps a recording from claiming that two scopes cancelled each other.
    if (found.includes(scope) || found.length >= longest) break;
    found.push(scope);
  }
  return found;
}

/** Why a scope was cancelled, innermost first; empty if it was not, as far as is known. */
export const cancelChain = (program: Program, id: number): CancelLink[] =>
  cancelledScopes(program, id).map((scope) => ({
    scope: scope.id,
    scopeName: scope.name,
    task: scope.cancellation?.task ?? 0,
    taskName: taskName(program, scope.cancellation?.task ?? 0),
    reason: scope.cancellation?.reason ?? '',
  }));

/** The scope that somebody cancelled, where the cancellation of scope `id` began. */
export const cancelOrigin = (program: Program, id: number): Scope | undefined => cancelledScopes(program, id).at(-1);
