import type { ProblemFacts } from '../../../../src/protocol/problemFacts.ts';

/** A problem of which nothing is known but what is given. */
export const problem = (known: Partial<ProblemFacts> = {}): ProblemFacts => ({
  class: '',
  name: '',
  scope: '',
  lock: '',
  session: '',
  task: '',
  owner: '',
  reason: '',
  file: '',
  function: '',
  site: '',
  ...known,
});
