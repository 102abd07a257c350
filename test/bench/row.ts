/** One line of the budget table. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** As `docs/architecture.md` states it; empty for a figure that is only informative. */
  budget: string;
  ok: boolean;
}
