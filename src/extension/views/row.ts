import type { ProgramKey } from '../../protocol/events.ts';

/** Where a row leads to, and what can be done with it. */
export interface RowTarget {
  program: ProgramKey;
  /** Stacks, innermost first; empty where the place is not known. */
  enter?: readonly number[] | undefined;
  exit?: readonly number[] | undefined;
  site?: readonly number[] | undefined;
  operation?: { id: number; name: string; idempotent: boolean } | undefined;
  scope?: { id: number; name: string } | undefined;
}

/** One row of the tree, as data. */
export interface Row {
  /** The same for as long as the thing it shows lives. */
  id: string;
  label: string;
  description?: string;
  /** Markdown-free text. */
  tooltip?: string;
  /** Kind, name, state and duration, for a screen reader. */
  spoken: string;
  /** A codicon. */
  icon?: string;
  /** A theme colour for the icon; the state is in words as well. */
  color?: string;
  contexts?: readonly string[];
  target?: RowTarget;
  children?: () => readonly Row[];
  expanded?: boolean;
}

/** More rows than this under one parent are not drawn. */
const mostSiblings = 1_000;

/** The first rows of `items`, and one that says how many there are when there are more. Others are not even made. */
export function page<T>(id: string, items: readonly T[], rowOf: (item: T) => Row): readonly Row[] {
  const rows = items.slice(0, mostSiblings).map(rowOf);
  if (items.length <= mostSiblings) return rows;
  const label = `Showing ${mostSiblings.toLocaleString('en')} of ${items.length.toLocaleString('en')}`;
  return [...rows, { id: `${id}/more`, label, spoken: label, icon: 'ellipsis' }];
}

/** The rows under one parent, made when they are asked for. */
export interface Listing {
  readonly count: number;
  /** @param id of the parent */
  rows(id: string): readonly Row[];
}

export const listing = <T>(items: readonly T[], rowOf: (item: T) => Row): Listing => ({
  count: items.length,
  rows: (id) => page(id, items, rowOf),
});
