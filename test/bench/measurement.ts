/** One line of the table: what is measured, and what it should be. */
export interface RowSpec {
  readonly name: string;
  readonly unit: string;
  /** As `docs/architecture.md` states it; undefined for a figure that is only informative. */
  readonly budget?: { readonly atLeast: number } | { readonly atMost: number };
}

/** What was measured for a row. */
export interface Figure {
  readonly value: number;
  /** The same beside something well known, measured in the same run: a few words. */
  readonly beside?: string;
}

/** What is measured together, because it shares a program or is measured in turns. */
export interface Measurement {
  readonly rows: readonly RowSpec[];
  /** @returns a figure for each row, in their order */
  measure(): Promise<readonly Figure[]>;
}

/** Measurements of one part of the product, by the name it has for `--only`. */
export interface Group {
  readonly name: string;
  readonly measurements: readonly Measurement[];
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A figure as people read it: three digits, or all that are left of the point. */
export const digits = (value: number): string =>
  Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
