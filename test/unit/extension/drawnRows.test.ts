import { describe, expect, it } from 'vitest';
import { type Services, rowOf, servicesFor } from '../../../src/extension/commands/command.ts';
import { DrawnRows } from '../../../src/extension/views/drawnRows.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { viewRows } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import { Model } from '../../../src/model/model.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { eventOf, origin } from '../model/run.ts';

/** Knows rows as VS Code does: what is to be drawn again is forgotten, and known again when it was asked for. */
class Editor {
  readonly drawn: DrawnRows;
  readonly #known = new Map<Row | undefined, readonly Row[]>();

  constructor(roots: () => readonly Row[]) {
    this.drawn = new DrawnRows(roots);
    this.ask(undefined);
  }

  /** The row a command gets that is called on it now. */
  rowFor(id: string): Row | undefined {
    return [...this.#known.values()].flat().find((row) => row.id === id);
  }

  ask(parent: Row | undefined): void {
    this.#known.set(parent, this.drawn.below(parent));
  }

  /** The beginning of a refresh. @returns what is to be asked for again */
  refresh(): readonly (Row | undefined)[] {
    const changed = this.drawn.changed();
    if (changed === 'all') {
      this.#known.clear();
      return [undefined];
    }
    const open = changed.filter((row) => this.#known.has(row));
    for (const row of open) this.#forget(row);
    return open;
  }

  #forget(row: Row): void {
    for (const below of this.#known.get(row) ?? []) this.#forget(below);
    this.#known.delete(row);
  }
}

/** A model, and the rows of its operations at a time that can be set. */
function run(...events: AgentEvent[]) {
  const model = new Model();
  const apply = (...more: AgentEvent[]): void => {
    for (const event of more) model.apply('1/0', event);
  };
  apply(eventOf('hello', 0), ...events);
  const clock = { now: 10_000 };
  const editor = new Editor(() => viewRows('operations', new Scene({ model, now: origin + clock.now })));
  return { apply, clock, editor };
}

const failed = (id: number): AgentEvent[] => [
  eventOf('operation-registered', id, { id, name: `save ${id}` }),
  eventOf('attempt-started', id, { operation: id, attempt: 1 }),
  eventOf('attempt-ended', id, { operation: id, attempt: 1, status: 'failed', retryable: true }),
];
const id = '1/0/operation/1';

describe('rows that are drawn', () => {
  it('are known to the editor while they are drawn again, so that a click on one of them finds it', () => {
    const { clock, editor } = run(...failed(1), ...failed(2));
    const before = editor.rowFor(id);
    const said = before?.description;
    clock.now += 1_000;
    editor.refresh();
    expect(editor.rowFor(id)).toBe(before);
    expect(before?.description).not.toBe(said);
    expect(before?.target?.operation).toMatchObject({ id: 1 });
  });

  it('are not drawn again when nothing about them looks otherwise', () => {
    const { editor } = run(...failed(1));
    expect(editor.drawn.changed()).toEqual([]);
  });

  it('stay the same objects when others come among them, and all are drawn again', () => {
    const { apply, editor } = run(...failed(1));
    const before = editor.rowFor(id);
    apply(...failed(2));
    for (const parent of editor.refresh()) editor.ask(parent);
    expect(editor.rowFor('1/0/operation/2')).toBeDefined();
    expect(editor.rowFor(id)).toBe(before);
  });

  it('lead to what is below them as it is now', () => {
    const { apply, editor } = run(...failed(1));
    const row = editor.rowFor(id);
    editor.ask(row);
    apply(eventOf('attempt-started', 20, { operation: 1, attempt: 2, origin: 'policy' }));
    expect(editor.drawn.changed()).toEqual([row]);
    expect(editor.drawn.below(row).map(({ label }) => label)).toEqual(['Attempt 1', 'Attempt 2']);
  });

  it('are drawn together where many of them look otherwise', () => {
    const { clock, editor } = run(...Array.from({ length: 60 }, (_, index) => failed(index + 1)).flat());
    expect(editor.drawn.changed()).toEqual([]);
    clock.now += 1_000;
    expect(editor.drawn.changed()).toBe('all');
  });
});

describe('a command', () => {
  const selected: Row = { id: 'selected', label: 'selected', spoken: 'selected' };
  const services = { selectedRow: () => selected } as unknown as Services;

  it('is for the row it was called on, and for the selected one where it was called on none', () => {
    const row: Row = { id: 'row', label: 'row', spoken: 'row' };
    expect(rowOf(servicesFor(services, [row]), row)).toBe(row);
    expect(rowOf(servicesFor(services, []), undefined)).toBe(selected);
  });

  it('is not for the selected row when it was called on one that is just being drawn again', () => {
    expect(() => rowOf(servicesFor(services, [undefined]), undefined)).toThrow(/try once more/);
  });
});
