import type { TaskStatus } from '../../protocol/events.ts';

/** What a cancelled signal gives as its reason when the program gave only words, or nothing. */
export const abortError = (message: string): Error => new DOMException(message, 'AbortError');

export const timeoutError = (message: string): Error => new DOMException(message, 'TimeoutError');

/** A scope was used in a way it is not made for. */
export const scopeError = (message: string): Error =>
  Object.assign(new Error(message), { code: 'ERR_SCOPE_VIOLATION' });

/** One line for a person: the error's name, code and message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return `${error.name}${typeof code === 'string' ? ` [${code}]` : ''}: ${error.message}`;
}

/** How work ended that threw `error`: being cancelled is not failing. */
export function statusOf(error: unknown, cancelled: boolean, reason: unknown): TaskStatus {
  const isAbort = error === reason || (error instanceof Error && error.name === 'AbortError');
  return cancelled && isAbort ? 'cancelled' : 'failed';
}
