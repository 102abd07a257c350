import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Reads again and again until what was read is accepted, for 20 s at most. */
export async function eventually(read, accept, what) {
  const end = Date.now() + 20_000;
  for (;;) {
    const seen = await read();
    if (accept(seen)) return seen;
    assert.ok(Date.now() < end, `${what}: not within 20 s. Seen last: ${JSON.stringify(seen)}`);
    await pause(5);
  }
}

/** Rejects when the signal aborts. */
export const untilAborted = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Collects what is printed. */
export function paper({ isTTY = false } = {}) {
  const sheet = { isTTY, text: '', write: (part) => (sheet.text += part) };
  return sheet;
}

/** The name of the file of a place, and its function. */
export const placeOf = (location) => location && `${location.path.split(/[\\/]/).at(-1)} ${location.fn}`;
