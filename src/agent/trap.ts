import type { ProblemFacts } from '../protocol/problemFacts.ts';

/** What the condition of the breakpoint is about. */
export interface TrapFacts extends ProblemFacts {
  /** The host asked for this stop and has judged it already. */
  readonly asked: boolean;
}

/** What a person finds among the debugger's variables, under `this`. */
interface Trap {
  readonly problem: object;
  readonly facts: TrapFacts;
  spring(this: Trap): string;
}

/**
 * The debugger has a breakpoint behind the mark, with a condition over `this.facts`. It is reached only when a rule was
 * broken, after the violation has been sent, or when the host asks for a stop. The bundle has other names for variables;
 * those of properties stay.
 */
export function trap(problem: object, facts: TrapFacts): string {
  const set: Trap = {
    problem,
    facts,
    spring() {
      /*! async-scope:trap */
      const id = 'id' in this.problem ? ` #${String(this.problem.id)}` : '';
      return `${this.facts.class}: ${this.facts.name}${id}`;
    },
  };
  return set.spring();
}
