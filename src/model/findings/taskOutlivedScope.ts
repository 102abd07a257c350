import type { FindingKind } from './findingKind.ts';
import { taskPhrase } from './phrases.ts';

export const taskOutlivedScope: FindingKind = {
  kind: 'task-outlived-scope',
  title: 'Scope left while a task in it runs',
  severity: 'error',
  usualCauses: [
    'A task is started in the scope and not awaited before the scope is left.',
    'One of several awaited tasks fails, and the others are left to themselves: `Promise.all` does not wait for them.',
    'A task group would wait for its tasks, but a plain scope is used.',
  ],
  sentence: ({ program, violation, subject, current }) =>
    `Scope ${subject} was left by ${current} while ${taskPhrase(program, violation.other)}, which it owns, still runs.`,
};
