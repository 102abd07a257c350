import { CancelScope } from 'async-scope';
import type { SdkSession } from './sdkSession.js';

/**
 * Streams an answer, in a cancel scope, so that the whole query can be cancelled.
 *
 * THE BUG. The body of an async generator runs in whatever task asks it to go on. The scope is entered by the task that
 * asks for the first piece. It is left by the task that finishes the generator, and if the reader gives up half-way,
 * that is somebody else: here the housekeeper, in Python the garbage collector. A cancel scope belongs to one task, so
 * this is the famous "Attempted to exit cancel scope in a different task than it was entered in".
 *
 * The remedy: open the scope outside, around the loop that reads, not inside the generator.
 */
export async function* streamQuery(session: SdkSession, prompt: string): AsyncGenerator<string> {
  const scope = CancelScope.enter(`query: ${prompt}`);
  try {
    for await (const piece of session.pieces(prompt)) yield piece;
  } finally {
    scope.exit();
  }
}
