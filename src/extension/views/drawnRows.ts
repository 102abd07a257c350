import type { Row } from './row.ts';

/** So many rows are drawn again one by one; for more it is quicker to draw all of them. */
const mostApart = 50;

/**
 * The rows an editor has been given. A row stays the same object for as long as it is drawn, whatever it comes to say, and
 * only what looks otherwise is drawn again: rows whose siblings are drawn again are unknown to VS Code until that is done,
 * and a command that is called on one of them in the meantime comes without it.
 */
export class DrawnRows {
  readonly #roots: () => readonly Row[];
  /** By parent, undefined for the top. */
  readonly #given = new Map<Row | undefined, readonly Row[]>();
  /** Roots that were made to be compared and are to be given next. */
  #next: readonly Row[] | undefined;

  /** @param roots the rows at the top, as they are now */
  constructor(roots: () => readonly Row[]) {
    this.#roots = roots;
  }

  /** The rows below one, or at the top, to be given to the editor. */
  below(parent?: Row): readonly Row[] {
    const made = parent ? undefined : this.#next;
    const rows = made ?? this.#kept(parent, this.#fresh(parent));
    if (!parent) this.#next = undefined;
    this.#given.set(parent, rows);
    return rows;
  }

  /** @returns the rows to be drawn again, each with what is below it; or 'all' of them */
  changed(): readonly Row[] | 'all' {
    this.#next = undefined;
    const changed: Row[] = [];
    if (this.#given.has(undefined) && this.#follow(undefined, changed) && changed.length <= mostApart) return changed;
    for (const parent of this.#given.keys()) if (parent) this.#given.delete(parent);
    return 'all';
  }

  #fresh(parent: Row | undefined): readonly Row[] {
    return parent ? (parent.children?.() ?? []) : this.#roots();
  }

  /** @returns whether the rows below one are still the same ones, in the same order */
  #follow(parent: Row | undefined, changed: Row[]): boolean {
    const given = this.#given.get(parent);
    if (!given) return true;
    const looks = given.map(lookOf);
    const rows = this.#kept(parent, this.#fresh(parent));
    if (rows.length !== given.length || rows.some((row, index) => row !== given[index])) {
      if (!parent) this.#next = rows;
      return false;
    }
    for (const [index, row] of rows.entries()) {
      if (lookOf(row) === looks[index] && this.#follow(row, changed)) continue;
      changed.push(row);
      // It is drawn again with what is below it, which the editor will ask for if it is open.
      this.#forgetBelow(row);
    }
    return true;
  }

  /** The fresh rows; those that were given before are the same objects, and say what the fresh ones say. */
  #kept(parent: Row | undefined, fresh: readonly Row[]): readonly Row[] {
    const known = new Map(this.#given.get(parent)?.map((row) => [row.id, row]));
    const rows = fresh.map((row) => {
      const same = known.get(row.id);
      known.delete(row.id);
      return same ? become(same, row) : row;
    });
    for (const gone of known.values()) this.#forgetBelow(gone);
    return rows;
  }

  #forgetBelow(row: Row): void {
    for (const each of this.#given.get(row) ?? []) this.#forgetBelow(each);
    this.#given.delete(row);
  }
}

/** Everything of a row that is seen at once, or says what can be done with it. */
const lookOf = ({ label, description, spoken, icon, color, contexts, expanded, moreOf, ...row }: Row): string => {
  const has = [row.children !== undefined, row.detail !== undefined, (row.target?.site?.length ?? 0) > 0];
  return [label, description, spoken, icon, color, contexts?.join(' '), expanded, moreOf, ...has].join('\n');
};

/** @returns `row`, which from now on says what `other` says */
function become(row: Row, other: Row): Row {
  for (const name of Object.keys(row) as (keyof Row)[]) if (!(name in other)) delete row[name];
  return Object.assign(row, other);
}
