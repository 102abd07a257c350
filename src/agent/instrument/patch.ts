type Callable = (...args: unknown[]) => unknown;

/**
 * What takes the place of a call.
 * @param original calls what was there before, with the arguments of the call unless others are given
 */
export type Around = (call: {
  self: unknown;
  args: unknown[];
  original: (args?: unknown[]) => unknown;
  /** The function that stands in for the original: it is on the stack. */
  above: Callable;
}) => unknown;

const nothing = (): void => undefined;

/** A function that is, but for being called, the other one: name, length, properties and prototype are its own. */
export function wrapped(target: Callable, around: Around): { replacement: Callable; undo: () => void } {
  let isActive = true;
  const apply = (_: Callable, self: unknown, args: unknown[]): unknown => {
    const original = (others = args): unknown => Reflect.apply(target, self, others);
    return isActive ? around({ self, args, original, above: apply as unknown as Callable }) : original();
  };
  const replacement = new Proxy(target, { apply });
  return {
    replacement,
    undo: () => {
      isActive = false;
    },
  };
}

/**
 * Puts itself around a method. A method that is not there, or may not be replaced, stays as it is.
 * @returns how to undo it; where somebody else has wrapped it since, it stays in its place and does nothing
 */
export function patch(owner: object, name: PropertyKey, around: Around): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const target: unknown = before?.value;
  if (!before || typeof target !== 'function' || !(before.configurable || before.writable)) return nothing;
  const { replacement, undo } = wrapped(target as Callable, around);
  const put = (value: unknown): boolean =>
    before.configurable
      ? Reflect.defineProperty(owner, name, { ...before, value })
      : Reflect.set(owner, name, value, owner);
  if (!put(replacement)) return nothing;
  return () => {
    undo();
    if (Object.getOwnPropertyDescriptor(owner, name)?.value === replacement) put(target);
  };
}

/**
 * Hears of the first value that a getter gives. What many programs never read is not to be made for us.
 * @returns how to undo it
 */
export function onFirstRead(owner: object, name: PropertyKey, seen: (value: unknown) => void): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  if (!before?.get || !before.configurable) return nothing;
  const { replacement, undo } = wrapped(before.get, ({ original }) => {
    const value = original();
    restore();
    seen(value);
    return value;
  });
  Object.defineProperty(owner, name, { ...before, get: replacement });
  const restore = (): void => {
    undo();
    if (Object.getOwnPropertyDescriptor(owner, name)?.get === replacement) Object.defineProperty(owner, name, before);
  };
  return restore;
}
