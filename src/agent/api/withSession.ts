import { type SessionOptions, type TrackedSession, trackSession } from './session.ts';

/** What the session is, and how its client is closed. */
export interface WithSessionOptions<C> extends SessionOptions {
  /** Closes the client; unless given, a client that can be disposed of is. */
  close?: (client: C) => unknown;
}

/**
 * Opens a client, uses it, and closes it however that ends: well, with an error, or cancelled.
 * @param name what people will read
 * @param open makes the client
 * @param use gets the client, and the session that stands for it
 * @returns what `use` returns; rejects with what opening, using or closing it failed with, with an AggregateError when
 * both using and closing it did
 * @throws TypeError when the client was used but nobody knows how to close it
 *
 * @example
 * ```ts
 * import { withSession } from 'async-scope';
 *
 * const connect = async () => ({ ask: async () => 'answer', [Symbol.dispose]: () => console.log('closed') });
 * console.log(await withSession('oracle', connect, (client) => client.ask()));
 * // → closed
 * // → answer
 * ```
 */
export async function withSession<C extends Disposable | AsyncDisposable, T>(
  name: string,
  open: () => C | PromiseLike<C>,
  use: (client: C, session: TrackedSession) => T | PromiseLike<T>,
  options?: WithSessionOptions<C>,
): Promise<T>;
export async function withSession<C, T>(
  name: string,
  open: () => C | PromiseLike<C>,
  use: (client: C, session: TrackedSession) => T | PromiseLike<T>,
  options: WithSessionOptions<C> & Required<Pick<WithSessionOptions<C>, 'close'>>,
): Promise<T>;
export async function withSession<C, T>(
  name: string,
  open: () => C | PromiseLike<C>,
  use: (client: C, session: TrackedSession) => T | PromiseLike<T>,
  options: WithSessionOptions<C> = {},
): Promise<T> {
  const { close = dispose, ...ofSession } = options;
  const session = trackSession(name, ofSession);
  try {
    const client = await open();
    session.active();
    const result = await useAndClose(
      session,
      () => use(client, session),
      () => close(client),
    );
    session.close();
    return result;
  } catch (error) {
    session.close(error);
    throw error;
  }
}

async function useAndClose<T>(
  session: TrackedSession,
  use: () => T | PromiseLike<T>,
  close: () => unknown,
): Promise<T> {
  let result: T;
  try {
    result = await use();
  } catch (error) {
    session.closing();
    await closeAfter(error, session.name, close);
    throw error;
  }
  session.closing();
  await close();
  return result;
}

async function closeAfter(error: unknown, name: string, close: () => unknown): Promise<void> {
  try {
    await close();
  } catch (closeError) {
    throw new AggregateError([error, closeError], `Session "${name}" failed, and so did closing it.`, {
      cause: closeError,
    });
  }
}

async function dispose(client: unknown): Promise<void> {
  const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = Object(client) as Partial<
    AsyncDisposable & Disposable
  >;
  if (!later && !now) throw new TypeError('The client of a session cannot be disposed of: give the option `close`.');
  if (later) await later.call(client as AsyncDisposable);
  else now?.call(client as Disposable);
}
