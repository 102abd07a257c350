import type * as Inspector from 'node:inspector';
import { messageOf } from '../../common/errors.ts';
import { builtin } from './builtin.ts';

/** Under this symbol of the global object, for the moment of one call, is what receives the promises. */
const handover = 'async-scope.promises';
const group = 'async-scope';

/** The intrinsic one, whatever the program has put in the place of `Promise`. */
const prototypeExpression = 'Object.getPrototypeOf((async () => {})())\n//# sourceURL=async-scope.cdp';
const handOver = `function () { globalThis[Symbol.for(${JSON.stringify(handover)})](this); }`;

/**
 * All promises of this thread that something still leads to, settled ones too. It takes a garbage collection and a walk
 * through the heap, about 10 ms per MB, and works while the program is paused at a breakpoint.
 * @throws Error when this Node has no inspector or does not let it be used
 */
export function promisesOfThread(): readonly unknown[] {
  const session = open();
  try {
    const prototype = objectId(
      post(session, 'Runtime.evaluate', { expression: prototypeExpression, objectGroup: group }),
      'result',
    );
    const found = post(session, 'Runtime.queryObjects', { prototypeObjectId: prototype, objectGroup: group });
    return received(() =>
      post(session, 'Runtime.callFunctionOn', { objectId: objectId(found, 'objects'), functionDeclaration: handOver }),
    );
  } finally {
    session.post('Runtime.releaseObjectGroup', { objectGroup: group });
    session.disconnect();
  }
}

function open(): Inspector.Session {
  try {
    const { Session } = builtin.inspector();
    const session = new Session();
    session.connect();
    return session;
  } catch (error) {
    throw new Error(
      `The promises of this program cannot be found, because its inspector cannot be used: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** A session to the own thread answers before `post` returns. */
function post(session: Inspector.Session, method: string, params: object): Record<string, unknown> {
  let answer: Record<string, unknown> | undefined;
  let problem: Error | null | undefined;
  session.post(method, params, (error: Error | null, result?: object) => {
    problem = error;
    answer = { ...result };
  });
  if (problem)
    throw new Error(`The promises of this program cannot be found: ${method} was refused: ${messageOf(problem)}`);
  if (!answer) throw new Error(`The promises of this program cannot be found: ${method} was not answered.`);
  return answer;
}

function objectId(answer: Record<string, unknown>, name: 'result' | 'objects'): string {
  return String((answer[name] as { objectId?: unknown } | undefined)?.objectId);
}

function received(call: () => void): readonly unknown[] {
  const key = Symbol.for(handover);
  let promises: readonly unknown[] = [];
  const receive = (list: readonly unknown[]): void => void (promises = list);
  Object.defineProperty(globalThis, key, { value: receive, configurable: true, enumerable: false });
  try {
    call();
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
  return promises;
}
