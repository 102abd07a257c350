import type { TaskStatus } from '../../protocol/events.ts';
import { isErrorLike, isNamed, read, wordsIn, wordsOf } from './thrown.ts';

/** Links of a chain of causes that are followed; a chain may be a ring. */
const longestChain = 16;

/**
 * What a cancelled signal gives as its reason when the program gave only words, or nothing.
 * @param cause the error that led to the cancellation, if one did
 */
export const abortError = (message: string, cause?: unknown): Error => cancelError('AbortError', message, cause);

export const timeoutError = (message: string): Error => cancelError('TimeoutError', message, undefined);

const cancelError = (name: string, message: string, cause: unknown): Error =>
  // The declarations of Node know the second parameter as a name only.
  new DOMException(message, (cause === undefined ? name : { name, cause }) as string);

/** What somebody cancels with, as the error it is for the one who is cancelled. */
export const toReason = (reason: unknown): Error => (isErrorLike(reason) ? reason : abortError(wordsOf(reason)));

/** An error and its causes, as far as they are errors. */
export function reasonChain(error: Error): readonly Error[] {
  const chain = [error];
  let next = read(error, 'cause');
  while (isErrorLike(next) && !chain.includes(next) && chain.length < longestChain) {
    chain.push(next);
    next = read(next, 'cause');
  }
  return chain;
}

/** One line for a person: why something was cancelled, from the last reason to the first. */
export const describeReason = (reason: Error): string =>
  reasonChain(reason)
    .map((each) => wordsIn(each, 'message'))
    .join(' ← ');

/** A scope was used in a way it is not made for. */
export const scopeError = (message: string): Error =>
  Object.assign(new Error(message), { code: 'ERR_SCOPE_VIOLATION' });

/** One line for a person: the error's name, code and message. */
export function describeError(error: unknown): string {
  if (!isErrorLike(error)) return wordsOf(error);
  const code = read(error, 'code');
  return `${wordsIn(error, 'name')}${typeof code === 'string' ? ` [${code}]` : ''}: ${wordsIn(error, 'message')}`;
}

/** How work ended that threw `error`: being cancelled is not failing. */
export function statusOf(error: unknown, cancelled: boolean, reason: unknown): TaskStatus {
  return cancelled && isCancellation(error, reason) ? 'cancelled' : 'failed';
}

/** Work that was cancelled for `reason` fails with it, or with an AbortError where another made that from the signal. */
export const isCancellation = (error: unknown, reason: unknown): boolean =>
  error === reason || isNamed(error, 'AbortError');
