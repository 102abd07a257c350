import type { Limits, PinTarget } from './row.ts';

/** By what tasks are put together. */
export const groupings = ['scope', 'state', 'site', 'name'] as const;
export type Grouping = (typeof groupings)[number];

/** What comes first among siblings. */
export const orders = ['oldest', 'newest'] as const;
export type Order = (typeof orders)[number];

/** What a person has chosen to see; it stays through pauses and refreshes. */
export interface TreeOptions {
  grouping: Grouping;
  order: Order;
  /** Words that a row, or one below it, has to have; none: everything. */
  filter: string;
  /** By the identity of the pinned row. */
  pinned: ReadonlyMap<string, PinTarget>;
  limits: Limits;
}

export const defaultTreeOptions: TreeOptions = {
  grouping: 'scope',
  order: 'oldest',
  filter: '',
  pinned: new Map(),
  limits: new Map(),
};
