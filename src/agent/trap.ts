import type { EventOf } from '../protocol/events.ts';

/**
 * The debugger has a breakpoint on the marked line. It is reached only when a rule was broken, after the violation has
 * been sent. `violation` is what a person finds among the debugger's variables.
 */
export function trap(violation: EventOf<'violation'>): string {
  /*! async-scope:trap */
  return `${violation.cause}: ${violation.name}`;
}
