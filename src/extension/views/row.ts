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

/** The first rows, and one that says how many there are when there are more. */
export function page(id: string, rows: readonly Row[]): readonly Row[] {
  if (rows.length <= mostSiblings) return rows;
  const label = `Showing ${mostSiblings.toLocaleString('en')} of ${rows.length.toLocaleString('en')}`;
  return [...rows.slice(0, mostSiblings), { id: `${id}/more`, label, spoken: label, icon: 'ellipsis' }];
}
