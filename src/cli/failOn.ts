import type { Model } from '../model/model.ts';

/** What can make `run` fail although the program did not. */
export const failConditions = ['findings', 'violations', 'failures'] as const;
export type FailCondition = (typeof failConditions)[number];

/** The exit code for it, so that CI can tell it from the program's own. */
export const failExitCode = 3;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Per condition, what was found, or undefined for nothing. */
const checks: Record<FailCondition, (model: Model) => string | undefined> = {
  findings: ({ findings }) => (findings.length > 0 ? plural(findings.length, 'finding') : undefined),
  violations: ({ findings }) => {
    const violations = findings.filter((finding) => finding.severity === 'error').length;
    return violations > 0 ? plural(violations, 'violation') : undefined;
  },
  failures: ({ statistics, programs }) => {
    // An operation that failed and was then repeated with success did not fail.
    const operations = [...programs.values()].flatMap(({ operations }) => [...operations.values()]);
    const parts = [
      [statistics.tasks.failed, 'failed task'],
      [statistics.sessions.failed, 'failed session'],
      [operations.filter((operation) => operation.state === 'failed').length, 'failed operation'],
    ] as const;
    const found = parts.flatMap(([count, noun]) => (count > 0 ? [plural(count, noun)] : []));
    return found.length > 0 ? found.join(', ') : undefined;
  },
};

/**
 * @param conditions chosen on the command line
 * @returns one sentence saying why the run fails, or undefined where it does not
 */
export function failureOf(model: Model, conditions: readonly FailCondition[]): string | undefined {
  for (const condition of conditions) {
    const found = checks[condition](model);
    if (found !== undefined)
      return `Failing with exit code ${failExitCode} because of ${found} (--fail-on ${condition}).`;
  }
  return undefined;
}
