import type { ProblemFacts } from '../protocol/problemFacts.ts';

/** What the condition of the breakpoint is about. */
export interface TrapFacts extends ProblemFacts {
  /** The host asked for this stop and has judged it already. */
  readonly asked: boolean;
}

/**
 * The debugger has a breakpoint on the marked line, with a condition over `facts`. It is reached only when a rule was
 * broken, after the violation has been sent, or when the host asks for a stop. `problem` is what a person finds among the
 * debugger's variables.
 */
export function trap(problem: object, facts: TrapFacts): string {
  /*! async-scope:trap */
  return `${facts.class}: ${facts.name}${'id' in problem ? ` #${String(problem.id)}` : ''}`;
}
