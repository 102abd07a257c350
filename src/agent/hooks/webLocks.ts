import { onFirstRead, patch } from '../instrument/patch.ts';
import { type Callable, runHeld, whenOver } from '../instrument/runHeld.ts';
import { LockRecord } from '../registry/lockRecord.ts';
import type { Runtime } from '../runtime.ts';
import type { Hook } from './hook.ts';
import { openerOf } from './openedSession.ts';

/** Of a lock that is shared there are always more. */
const sharedPermits = 65_535;

/**
 * Locks of `navigator.locks`, where Node has it (24 and later). Its channels do not say which request they are about, so
 * the request itself is watched.
 */
export const webLocks: Hook = {
  name: 'webLocks',
  detail: 1,
  enable(runtime) {
    const undo: (() => void)[] = [];
    // Node loads its locks, which takes long, for those who ask for them.
    undo.push(
      onFirstRead(globalThis, 'navigator', (navigator) => {
        if (!(navigator instanceof Object)) return;
        undo.push(
          onFirstRead(Object.getPrototypeOf(navigator) as object, 'locks', (locks) => {
            if (locks instanceof Object) undo.push(watch(runtime, Object.getPrototypeOf(locks) as object));
          }),
        );
      }),
    );
    return () => {
      for (const each of undo.splice(0)) each();
    };
  },
};

const watch = (runtime: Runtime, manager: object): (() => void) =>
  patch(manager, 'request', ({ args, original, above }) => {
    const at = typeof args[1] === 'function' ? 1 : 2;
    const callback = args[at];
    const opener = openerOf(runtime, above);
    if (typeof callback !== 'function' || !opener) return original();
    const options: unknown = at === 2 ? args[1] : undefined;
    const isShared = typeof options === 'object' && options !== null && 'mode' in options && options.mode === 'shared';
    const lock = {
      name: typeof args[0] === 'string' ? args[0] : 'lock',
      kind: 'web-lock' as const,
      permits: isShared ? sharedPermits : 1,
      object: 0,
    };
    const wait = new LockRecord(runtime, lock, opener.stack);
    const others = [...args];
    // Without the lock, where that was asked for, it is called with null.
    others[at] = runHeld(runtime, wait, callback as Callable, ([granted]) => granted !== null);
    return whenOver(original(others), () => wait.released());
  });
