/** How work ended. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

export const endedWell: Outcome<undefined> = { ok: true, value: undefined };

/** @throws what the work failed with */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw outcome.error;
  return outcome.value;
}

export async function outcomeOf<T>(work: () => T | PromiseLike<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}
