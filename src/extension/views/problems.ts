import type { Finding } from '../../model/state.ts';
import type { ProgramKey } from '../../protocol/events.ts';

/** What the open findings are about; it comes first in every list and is never left out of one. */
export interface Problems {
  /** Tasks, scopes, sessions and operations, by the program they are of. */
  readonly ids: ReadonlyMap<ProgramKey, ReadonlySet<number>>;
  readonly locks: ReadonlyMap<ProgramKey, ReadonlySet<string>>;
}

/** @param findings without those that are ignored */
export function problemsOf(findings: readonly Finding[]): Problems {
  const ids = new Map<ProgramKey, Set<number>>();
  const locks = new Map<ProgramKey, Set<string>>();
  for (const { program, subject, parties, resolvedAt } of findings) {
    if (resolvedAt !== undefined) continue;
    const involved = setOf(ids, program);
    involved.add(subject.id);
    for (const { task } of parties) if (task !== 0) involved.add(task);
    if (subject.kind === 'lock') setOf(locks, program).add(subject.name);
  }
  return { ids, locks };
}

function setOf<T>(sets: Map<ProgramKey, Set<T>>, key: ProgramKey): Set<T> {
  const known = sets.get(key) ?? new Set<T>();
  sets.set(key, known);
  return known;
}
