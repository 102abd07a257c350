import type { EventKind, EventOf } from '../../protocol/events.ts';

/** What a row is written with; each call writes one field. */
export interface Row {
  text(value: unknown): void;
  number(value: number): void;
  plain(value: unknown): void;
  numbers(values: readonly number[]): void;
}

type RowWriter<K extends EventKind> = (row: Row, event: Omit<EventOf<K>, 'type' | 'time'>) => void;
type RowWriters = { readonly [K in EventKind]?: RowWriter<K> };

/**
 * For the kinds there are most of: naming the fields one by one is cheaper than looking them up in the table of
 * `eventSchemas`, which all other kinds do. The order has to be that of the table.
 */
export const rowWriters: RowWriters = {
  'task-started'(row, event) {
    row.number(event.id);
    row.text(event.name);
    row.text(event.kind);
    row.number(event.parent);
    row.number(event.scope);
    row.numbers(event.stack);
  },
  'task-ended'(row, event) {
    row.number(event.id);
    row.text(event.status);
    row.text(event.error);
  },
  'scope-entered'(row, event) {
    row.number(event.id);
    row.text(event.name);
    row.text(event.kind);
    row.number(event.task);
    row.number(event.parent);
    row.plain(event.timeout);
    row.plain(event.shield);
    row.numbers(event.stack);
  },
  'scope-exited'(row, event) {
    row.number(event.id);
    row.number(event.task);
    row.text(event.status);
    row.text(event.error);
    row.numbers(event.stack);
  },
  'lock-waiting'(row, event) {
    row.number(event.id);
    row.text(event.lock);
    row.text(event.kind);
    row.number(event.permits);
    row.number(event.task);
    row.number(event.scope);
    row.numbers(event.stack);
    row.numbers(event.holding);
    row.number(event.object);
    row.text(event.origin);
  },
  'lock-acquired'(row, event) {
    row.number(event.id);
  },
  'lock-released'(row, event) {
    row.number(event.id);
    row.plain(event.acquired);
    row.number(event.task);
    row.numbers(event.stack);
  },
};
