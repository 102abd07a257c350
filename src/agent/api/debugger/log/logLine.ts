import type { AgentEvent, ProgramKey } from '../../../../protocol/events.ts';
import { toRecordingLine, wireFields } from '../../../../protocol/wire.ts';

/** Characters a text may have in a recording. */
const longest = 10_000;

/** The line of an event; whatever the program gave as a name, the line can be read again. */
export function lineOf(program: ProgramKey, event: AgentEvent): string {
  const fields = event as unknown as Readonly<Record<string, unknown>>;
  let repaired: Record<string, unknown> | undefined;
  for (const { name, isText } of wireFields[event.type]) {
    const value = fields[name];
    if (!isText || isFine(value)) continue;
    repaired ??= { ...fields };
    repaired[name] = textOf(value);
  }
  return toRecordingLine(program, (repaired ?? event) as AgentEvent);
}

const isFine = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.length <= longest);

/** A program in JavaScript may call anything a name. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, longest);
  // An object or a function would run code of the program on its way to text.
  return typeof value === 'object' || typeof value === 'function' ? '(no text)' : String(value as number | symbol);
}
