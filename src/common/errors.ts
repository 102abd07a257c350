/** An error whose message is meant for a person: what was wrong and what to do. It is shown without its stack. */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}

/** Stands for what cannot be made text. */
export const noText = '(no text)';

/** The message of anything that was thrown, which may be nothing that can be made text. */
export function messageOf(error: unknown): string {
  try {
    // Not by its class: an error of another realm has another one.
    const { message } = Object(error) as { message?: unknown };
    return String(typeof message === 'string' ? message : error);
  } catch {
    return noText;
  }
}
