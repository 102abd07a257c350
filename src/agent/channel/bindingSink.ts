import { bindingName } from '../../protocol/version.ts';
import type { Sink } from './sink.ts';

type Binding = (batch: string) => void;

/**
 * Takes the debugger's binding off the global object, so that programs do not see it.
 * @returns undefined when no debugger has set one
 */
export function takeBinding(): Sink | undefined {
  const binding: unknown = Reflect.get(globalThis, bindingName);
  if (typeof binding !== 'function') return undefined;
  Reflect.deleteProperty(globalThis, bindingName);
  const send = (batch: string): void => (binding as Binding)(batch);
  return { debugger: true, ready: true, send, sendSync: send, close: () => undefined };
}
