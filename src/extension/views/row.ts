import { t } from '../../common/l10n.ts';
import { numberPhrase } from '../../model/findings/phrases.ts';
import type { Finding } from '../../model/state.ts';
import type { ProgramKey } from '../../protocol/events.ts';
import { rowContexts } from '../contributions.ts';

/** Where a row leads to, and what can be done with it. */
export interface RowTarget {
  program: ProgramKey;
  /** Stacks, innermost first; empty where the place is not known. */
  enter?: readonly number[] | undefined;
  exit?: readonly number[] | undefined;
  site?: readonly number[] | undefined;
  operation?: { id: number; name: string; idempotent: boolean } | undefined;
  scope?: { id: number; name: string } | undefined;
  /** All of one kind at one place. */
  findings?: readonly Finding[] | undefined;
}

/** What is told about a row when somebody asks. */
interface Detail {
  /** Plain text. */
  lines: readonly string[];
  /** Stacks of the row's program, innermost first, each with what happened there. */
  places?: readonly { title: string; stack: readonly number[] }[];
}

/** What a row shows that can be pinned: a thing of the model by its kind and number, or its name if it is a lock. */
export interface PinTarget {
  kind: 'task' | 'scope' | 'lock' | 'session' | 'operation';
  program: ProgramKey;
  id: number;
  name: string;
}

/** One row of a tree, as data. */
export interface Row {
  /** The same for as long as the thing it shows lives. */
  id: string;
  label: string;
  description?: string;
  /** Made when it is asked for. */
  detail?: () => Detail;
  /** Kind, name, state and duration, for a screen reader. */
  spoken: string;
  /** A codicon. */
  icon?: string;
  /** A theme colour for the icon; the state is in words as well. */
  color?: string;
  /** It is drawn in the colour of what does not matter now. */
  isDim?: boolean;
  contexts?: readonly string[];
  target?: RowTarget;
  pin?: PinTarget;
  children?: () => readonly Row[];
  /** Enter and a click lead to its place although there are rows below it. */
  opens?: boolean;
  expanded?: boolean;
  /** It stands for the rows under this parent that are not drawn yet. */
  moreOf?: string;
}

/** The rows drawn under one parent at first, and how many come with each "load more". */
export const firstPage = 200;
export const nextPage = 1_000;

/** How many rows may be drawn under each parent, where a person asked for more than the first page. */
export type Limits = ReadonlyMap<string, number>;

export interface PageOptions<T> {
  limits: Limits;
  /** Those are drawn however many there are, and before all others. */
  isProblem?: ((item: T) => boolean) | undefined;
}

/** The first rows of `items`, and one that says how many there are when there are more. Others are not even made. */
export function page<T>(
  id: string,
  items: readonly T[],
  rowOf: (item: T) => Row,
  { limits, isProblem }: PageOptions<T>,
): readonly Row[] {
  const problems = isProblem ? items.filter(isProblem) : [];
  const others = problems.length > 0 ? items.filter((item) => !isProblem?.(item)) : items;
  const limit = limits.get(id) ?? firstPage;
  return pageOf(id, [...problems, ...others.slice(0, limit)].map(rowOf), items.length);
}

/** The rows that are drawn of `total`, and one that says how many there are when there are more. */
export const pageOf = (id: string, drawn: readonly Row[], total: number): readonly Row[] =>
  drawn.length < total ? [...drawn, moreRow(id, drawn.length, total)] : drawn;

function moreRow(id: string, drawn: number, total: number): Row {
  const label = t('Showing {0} of {1}', numberPhrase(drawn), numberPhrase(total));
  return {
    id: `${id}/more`,
    label,
    description: t('load more'),
    spoken: `${label}, ${t('load more')}`,
    icon: 'ellipsis',
    contexts: ['more'],
    moreOf: id,
  };
}

/** The rows under one parent, made when they are asked for. */
export interface Listing {
  readonly count: number;
  /** @param id of the parent */
  rows(id: string): readonly Row[];
}

export const listing = <T>(items: readonly T[], rowOf: (item: T) => Row, options: PageOptions<T>): Listing => ({
  count: items.length,
  rows: (id) => page(id, items, rowOf, options),
});

/** The context of a row whose place in the program is known. */
export const siteContext = (stack: readonly number[], context: string = rowContexts.site): string[] =>
  stack.length > 0 ? [context] : [];
