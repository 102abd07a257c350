import { operation } from 'async-scope';
import { pretendToWork } from './timing.js';

/** An error as the network gives it. */
const networkError = (code: string, message: string): Error =>
  Object.assign(new Error(`${code}: ${message}`), { code });

/** Work that fails a given number of times and succeeds ever after, so that the same clicks give the same picture. */
function failingFirst(failures: readonly Error[], work: (signal: AbortSignal) => Promise<string>) {
  let attempts = 0;
  return async ({ signal }: { signal: AbortSignal }): Promise<string> => {
    const failure = failures[attempts];
    attempts += 1;
    await pretendToWork(100, signal);
    if (failure) throw failure;
    return work(signal);
  };
}

const passed = async (): Promise<string> => 'passed';

/** Tried twice by its own policy; the third attempt, which is yours, succeeds. */
export const qaGate = (): Promise<string> =>
  operation(
    'qa-gate',
    failingFirst([networkError('ECONNRESET', 'socket hang up'), new Error('2 of 14 checks failed')], passed),
    { retries: 1, delay: 200 },
  );

/** Tried once; the second attempt succeeds. */
export const publish = (): Promise<string> =>
  operation('publish', failingFirst([networkError('ETIMEDOUT', 'connect ETIMEDOUT 192.0.2.7:443')], passed));
