import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  degrade,
  type ErrorClass,
  fallback,
  giveUp,
  isolatedRetry,
  operation,
  retry,
  skip,
  type Strategy,
} from '../../../../src/agent/api/index.ts';
import { Recorder } from '../recorder.ts';
import { withCode } from './errorSamples.ts';

const errors = {
  network: withCode('ECONNRESET'),
  timeout: withCode('ETIMEDOUT'),
  authentication: withCode('28P01'),
  cancelled: withCode('ABORT_ERR'),
} satisfies Partial<Record<ErrorClass, Error>>;
type Failing = keyof typeof errors;
type Outcome = Failing | 'success';

/** A strategy as a plain description. */
interface Step {
  kind: 'retry' | 'isolated-retry' | 'degrade' | 'fallback' | 'skip' | 'give-up';
  attempts: number;
  always: boolean;
  /** Of the function of `degrade` and `fallback`. */
  outcome: Outcome;
}

interface Case {
  /** How the operation's own function ends, time after time; it succeeds after that. */
  outcomes: Outcome[];
  table: Partial<Record<Failing | 'default', Step[]>>;
  idempotent: boolean;
  healthy: boolean;
}

const outcomeArbitrary = fc.constantFrom<Outcome>(
  'network',
  'network',
  'timeout',
  'authentication',
  'cancelled',
  'success',
);
const stepOf = (...kinds: Step['kind'][]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    attempts: fc.integer({ min: 1, max: 3 }),
    always: fc.boolean(),
    outcome: outcomeArbitrary,
  });
const anySteps = fc.array(stepOf('retry', 'isolated-retry', 'degrade', 'fallback', 'skip', 'give-up'), {
  maxLength: 4,
});

const caseArbitrary: fc.Arbitrary<Case> = fc.record({
  outcomes: fc.array(outcomeArbitrary, { maxLength: 8 }),
  table: fc.record(
    {
      network: anySteps,
      timeout: anySteps,
      authentication: anySteps,
      cancelled: fc.array(stepOf('degrade', 'fallback', 'skip', 'give-up'), { maxLength: 2 }),
      default: anySteps,
    },
    { requiredKeys: [] },
  ),
  idempotent: fc.boolean(),
  healthy: fc.boolean(),
});

interface Answer {
  attempts: number;
  chosen: string[];
  result: string;
}

/** What has to happen, in the plainest words. */
function expected({ outcomes, table, idempotent, healthy }: Case): Answer {
  const left = new Map<Step, number>();
  const own = [...outcomes];
  const answer: Answer = { attempts: 1, chosen: [], result: '' };
  let last: Outcome = own.shift() ?? 'success';
  let by = 'own';
  const anything = Object.values(table).some((steps) => steps.length > 0);
  for (;;) {
    if (last === 'success') return { ...answer, result: by };
    const failed = last;
    const isNamed = table[failed] !== undefined;
    const steps = table[failed] ?? (failed === 'cancelled' ? [] : (table.default ?? []));
    const usable = steps.filter((step) => {
      const again = step.kind === 'retry' || step.kind === 'isolated-retry';
      if (!again) return left.get(step) !== 0;
      if (left.get(step) === 0 || (!idempotent && !step.always)) return false;
      return isNamed || failed !== 'authentication';
    });
    const step: Step | undefined = usable.find((each) => {
      const again = each.kind === 'retry' || each.kind === 'isolated-retry';
      answer.chosen.push(`${answer.attempts} ${each.kind}`);
      left.set(each, again && healthy ? (left.get(each) ?? each.attempts) - 1 : 0);
      return !again || healthy;
    });
    if (!step) {
      if (anything) answer.chosen.push(`${answer.attempts} give-up`);
      return { ...answer, result: failed };
    }
    if (step.kind === 'give-up') return { ...answer, result: failed };
    if (step.kind === 'skip') return { ...answer, result: 'skip' };
    answer.attempts += 1;
    const isOwn = step.kind === 'retry' || step.kind === 'isolated-retry';
    last = isOwn ? (own.shift() ?? 'success') : step.outcome;
    by = isOwn ? 'own' : step.kind;
  }
}

const end = (outcome: Outcome, by: string): string => {
  if (outcome !== 'success') throw errors[outcome];
  return by;
};

function strategyOf({ kind, attempts, always, outcome }: Step): Strategy<string> {
  const options = { attempts, backoff: { initial: 0 }, evenIfNotIdempotent: always };
  switch (kind) {
    case 'retry':
      return retry(options);
    case 'isolated-retry':
      return isolatedRetry(options);
    case 'degrade':
      return degrade(() => end(outcome, kind));
    case 'fallback':
      return fallback(() => end(outcome, kind));
    case 'skip':
      return skip(kind);
    case 'give-up':
      return giveUp();
  }
}

async function actual({ outcomes, table, idempotent, healthy }: Case): Promise<Answer> {
  const heard = Recorder.attach();
  const own = [...outcomes];
  const recovery = Object.fromEntries(Object.entries(table).map(([key, steps]) => [key, steps.map(strategyOf)]));
  const work = async (): Promise<string> => end(own.shift() ?? 'success', 'own');
  const policy = { recovery, idempotent, healthCheck: () => healthy };
  const nameOf = (error: unknown): string => Object.entries(errors).find(([, each]) => each === error)?.[0] ?? '?';
  const running = operation('work', work, policy).catch(nameOf);
  await vi.runAllTimersAsync();
  const result = await running;
  const [operationId] = heard.of('operation-registered').map(({ id }) => id);
  // Of those that failed before, the oldest is forgotten now.
  const ends = heard.of('attempt-ended').filter(({ operation }) => operation === operationId);
  const attempts = heard.of('attempt-started').length;
  expect(new Set(ends.map(({ attempt }) => attempt)).size).toBe(attempts);
  // A person may retry what failed for good, and only that; nothing is left announced that never comes.
  expect(ends.at(-1)).toMatchObject({ attempt: attempts, retryable: result in errors, retryIn: null });
  expect(heard.violations).toEqual([]);
  return {
    attempts,
    chosen: heard.of('recovery-chosen').map(({ attempt, strategy }) => `${attempt} ${strategy}`),
    result,
  };
}

describe('any sequence of outcomes under any table of strategies', () => {
  it('makes the attempts, chooses the strategies and has the result that the plain rules say', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    await fc.assert(
      fc.asyncProperty(caseArbitrary, async (each) => {
        expect(await actual(each)).toEqual(expected(each));
      }),
      { numRuns: 500 },
    );
  });
});
