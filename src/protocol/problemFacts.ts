/** A problem as the conditions of exception filters see it. All are text; what a problem does not have is empty. */
export interface ProblemFacts {
  /** Its cause class. */
  readonly class: string;
  /** What is broken: the name of the scope, lock, session or task. */
  readonly name: string;
  /** The scope, where the problem is about one; likewise `lock` and `session`. */
  readonly scope: string;
  readonly lock: string;
  readonly session: string;
  /** The task that broke the rule. */
  readonly task: string;
  /** The task the scope, lock or session belongs to. */
  readonly owner: string;
  /** Why the scope was cancelled. */
  readonly reason: string;
  /** The file that runs at the place of the problem: of compiled code, not of its source. */
  readonly file: string;
  readonly function: string;
  /** The place, `url:line:column` in the code that runs. */
  readonly site: string;
}
