import type { FindingKind } from './findingKind.ts';

export const exitedInAnotherTask: FindingKind = {
  kind: 'exited-in-another-task',
  title: 'Scope left by another task',
  severity: 'error',
  usualCauses: [
    'A scope is entered in an async generator, and the generator is finished or closed by another task.',
    'A clean-up task or an event handler closes a scope that it did not enter.',
    'A scope is kept in a field of an object that several tasks use.',
  ],
  sentence: ({ subject, owner, current }) => `Scope ${subject} was entered by ${owner} but left by ${current}.`,
};
