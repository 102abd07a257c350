import { type AgentEvent, eventKinds } from '../../../src/protocol/events.ts';
import { protocolVersion } from '../../../src/protocol/version.ts';
import { defineString, wireFields } from '../../../src/protocol/wire.ts';

/** Writes batches as the agent does: positional rows, and strings by number from their second use on. */
export class TestEncoder {
  readonly #strings = new Map<string, number>();

  /** @param reset begins anew, as a sender does that forgot its strings */
  encode(program: string, events: readonly AgentEvent[], reset = false): string {
    if (reset) this.#strings.clear();
    const rows: unknown[][] = [];
    for (const event of events) {
      const values: Readonly<Record<string, unknown>> = { ...event };
      const fields = wireFields[event.type].map(({ name, isText }) => {
        const value = values[name];
        return isText && typeof value === 'string' ? this.#number(value, rows) : value;
      });
      rows.push([eventKinds.indexOf(event.type), Math.round(event.time * 1_000), ...fields]);
    }
    return JSON.stringify({ v: protocolVersion, program, ...(reset ? { reset } : {}), rows });
  }

  #number(value: string, rows: unknown[][]): number {
    const known = this.#strings.get(value);
    if (known !== undefined) return known;
    const number = this.#strings.size;
    this.#strings.set(value, number);
    rows.push([defineString, number, value]);
    return number;
  }
}
