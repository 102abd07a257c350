/** Rows that look alike, from so many on, are drawn as one. */
export const foldFrom = 3;

/** Several siblings that look alike, in their order. */
export interface Fold<T> {
  readonly key: string;
  readonly members: readonly [T, ...T[]];
}

export const isFold = <T extends object>(item: T | Fold<T>): item is Fold<T> => 'members' in item;

/**
 * Siblings with those that are alike put together, each group where its first member was.
 * @param likeness of a row: equal for rows that are alike; undefined for one that is to stay by itself
 */
export function folded<T extends object>(
  items: readonly T[],
  likeness: (item: T) => string | number | undefined,
): (T | Fold<T>)[] {
  if (items.length < foldFrom) return [...items];
  const keys = items.map(likeness);
  const counts = new Map<string | number, number>();
  for (const key of keys) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  const groups = new Map<string | number, T[]>();
  const result: (T | Fold<T>)[] = [];
  let index = -1;
  for (const item of items) {
    index += 1;
    const key = keys[index];
    if (key === undefined || (counts.get(key) ?? 0) < foldFrom) {
      result.push(item);
      continue;
    }
    const group = groups.get(key);
    if (group) {
      group.push(item);
      continue;
    }
    const members: [T, ...T[]] = [item];
    groups.set(key, members);
    result.push({ key: String(key), members });
  }
  return result;
}
