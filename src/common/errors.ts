/** An error whose message is meant for a person: what was wrong and what to do. It is shown without its stack. */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
