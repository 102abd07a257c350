/** Where what goes by further names is counted together. */
const otherName = 'other';

/**
 * The name under which something is counted. Names come from programs, so there may be any number of them: beyond
 * `limit` they share one.
 */
export const nameWithin = (byName: ReadonlyMap<string, unknown>, name: string, limit: number): string =>
  byName.has(name) || byName.size < limit ? name : otherName;

/** The totals kept under a name, begun with `zero`. */
export function totalsOf<T>(byName: Map<string, T>, name: string, limit: number, zero: () => T): T {
  const key = nameWithin(byName, name, limit);
  const totals = byName.get(key) ?? zero();
  byName.set(key, totals);
  return totals;
}
