import type { TaskStatus } from '../../protocol/events.ts';
import { platform } from '../platform.ts';

/** What a cancelled signal gives as its reason when the program gave only words, or nothing. */
export const abortError = (message: string): Error => new platform.DOMException(message, 'AbortError');

export const timeoutError = (message: string): Error => new platform.DOMException(message, 'TimeoutError');

/** One line for a person: the error's name, code and message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return `${error.name}${typeof code === 'string' ? ` [${code}]` : ''}: ${error.message}`;
}

/** How work ended that threw `error` while its signal was as given: being cancelled is not failing. */
export function statusOf(error: unknown, signal: { aborted: boolean; reason?: unknown } | undefined): TaskStatus {
  if (error === undefined) return 'completed';
  if (signal?.aborted !== true) return 'failed';
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError') ? 'cancelled' : 'failed';
}
