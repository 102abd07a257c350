type AnyFunction = (...args: never[]) => unknown;

const shown = ['name', 'length'] as const;

/**
 * Puts another function in the place of `target[key]`. It is called the same, has the same length and the same
 * properties, and its property is as enumerable and writable as before.
 * @param make gets the function that was there
 * @returns how to undo it; where somebody has put another one over ours since, that one stays, and ours under it
 */
export function patch<K extends string>(
  target: Record<K, AnyFunction>,
  key: K,
  make: (original: AnyFunction) => AnyFunction,
): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key);
  const original: unknown = before?.value;
  if (before === undefined || typeof original !== 'function' || !before.writable) return () => undefined;
  const ours = disguised(make(original as AnyFunction), original as AnyFunction);
  Object.defineProperty(target, key, { ...before, value: ours });
  return () => {
    if (Object.getOwnPropertyDescriptor(target, key)?.value === ours) Object.defineProperty(target, key, before);
  };
}

/** Gives `ours` what can be seen of `original`. */
export function disguised<F extends AnyFunction>(ours: F, original: AnyFunction): F {
  for (const key of Reflect.ownKeys(original)) {
    const property = Object.getOwnPropertyDescriptor(original, key);
    if (property?.configurable) Object.defineProperty(ours, key, property);
  }
  for (const key of shown) Object.defineProperty(ours, key, { value: original[key], configurable: true });
  return ours;
}
