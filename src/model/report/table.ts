/** One table of a report, in words: what every form of the report shows in its own way. */
export interface Table {
  title: string;
  /** How many rows are shown, and of how many. */
  count: string;
  columns: readonly string[];
  /** Its cells, but for the first of a row, are figures: without the names of the columns they say nothing. */
  hasFigures?: boolean;
  rows: readonly (readonly string[])[];
}
