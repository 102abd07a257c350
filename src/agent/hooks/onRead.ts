/**
 * Calls `note` whenever a property is read, with the object it is read of, and hands out what it would have been. Unlike
 * a function around a function this leaves no frame on any stack, and the function that is called is the one there was.
 * @param note must not throw
 * @returns how to undo it; what the program has put in its place since then stays
 */
export function onRead(target: object, key: PropertyKey, note: (of: object) => void): () => void {
  const before = Object.getOwnPropertyDescriptor(target, key);
  let value: unknown = Reflect.get(target, key);
  const get = function (this: object): unknown {
    note(this);
    return value;
  };
  const set = function (this: object, assigned: unknown): void {
    if (this === target) value = assigned;
    else Object.defineProperty(this, key, { value: assigned, writable: true, enumerable: true, configurable: true });
  };
  const original = value;
  Object.defineProperty(target, key, { get, set, enumerable: before?.enumerable ?? false, configurable: true });
  return () => {
    if (Object.getOwnPropertyDescriptor(target, key)?.get !== get) return;
    if (before === undefined && value === original) Reflect.deleteProperty(target, key);
    else Object.defineProperty(target, key, { writable: true, enumerable: true, configurable: true, ...before, value });
  };
}
