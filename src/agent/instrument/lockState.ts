import { LockRecord } from '../registry/lockRecord.ts';
import type { Runtime } from '../runtime.ts';
import type { Above } from '../sites.ts';
import type { LockDefinition } from './definitions.ts';

/** Of a lock that says it has more, or no number, it is not known how many may hold it. */
const mostPermits = 1_000_000;

/** One lock or pool of another make, and who holds it and waits for it, in the order in which they asked. */
export class LockState {
  readonly #runtime: Runtime;
  readonly #definition: LockDefinition;
  readonly #object: object;
  /** Its identities, by key where it is several locks. */
  readonly #ids = new Map<string, { id: number; users: number }>();
  readonly #users = new Set<LockRecord>();
  readonly #members = new WeakMap<object, LockRecord>();
  readonly #permits: number | undefined;
  /** So many calls of `release` are for holds that are over already. */
  ownReleases = 0;

  constructor(runtime: Runtime, definition: LockDefinition, object: object) {
    this.#runtime = runtime;
    this.#definition = definition;
    this.#object = object;
    this.#permits = definition.permits === '_value' ? numberAt(object, '_value') : undefined;
  }

  /** @returns undefined where it keeps nobody waiting */
  wait(above: Above, key: string): LockRecord | undefined {
    const { definition, runtime } = { definition: this.#definition, runtime: this.#runtime };
    const permits =
      definition.permits === undefined ? 1 : (this.#permits ?? numberAt(this.#object, definition.permits));
    if (permits === undefined || permits > mostPermits) return undefined;
    const known = this.#ids.get(key) ?? { id: runtime.nextId(), users: 0 };
    this.#ids.set(key, known);
    known.users += 1;
    const what = definition.export === 'default' ? definition.package : `${definition.package} ${definition.export}`;
    const lock = {
      name: key === '' ? what : `${what} ${key}`,
      kind: definition.pool ? ('pool' as const) : permits === 1 ? ('mutex' as const) : ('semaphore' as const),
      permits: Math.max(1, Math.trunc(permits)),
      object: known.id,
    };
    const wait = new LockRecord(runtime, lock, runtime.captureStack(above), () => {
      this.#users.delete(wait);
      known.users -= 1;
      // Keys may be without number.
      if (known.users === 0 && key !== '') this.#ids.delete(key);
    });
    this.#users.add(wait);
    return wait;
  }

  got(wait: LockRecord, member: unknown): void {
    if (isObject(member)) this.#members.set(member, wait);
    wait.acquired();
  }

  /** @param member what is given back; where that says nothing, the hold is the oldest of the task, or of all */
  gaveBack(member: unknown): void {
    const known = isObject(member) ? this.#members.get(member) : undefined;
    if (known) {
      known.released();
      return;
    }
    if (this.ownReleases > 0) {
      this.ownReleases -= 1;
      return;
    }
    if (this.#definition.pool) return;
    const held = [...this.#users].filter((user) => user.isHeld);
    const { task } = this.#runtime.context.current;
    (held.find((user) => user.frame.task === task) ?? held[0])?.released();
  }

  cancelled(): void {
    for (const user of this.#users) if (!user.isHeld) user.released();
  }
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** @param path of properties, as in `options.max` */
function numberAt(object: object, path: string): number | undefined {
  let value: unknown = object;
  for (const key of path.split('.')) value = isObject(value) ? Reflect.get(value, key) : undefined;
  return typeof value === 'number' && value >= 0 ? value : undefined;
}
