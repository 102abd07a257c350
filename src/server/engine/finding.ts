import type { RuleName } from '../../common/ruleNames.ts';

/** A stretch of a text, as offsets of UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces a stretch of a text. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** A change that removes a finding. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The program means the same but for the mistake, so an editor may apply it unasked. */
  readonly isSafe: boolean;
}

/** Another place that a person needs to see to understand a finding. */
export interface RelatedPlace extends Span {
  readonly path: string;
  readonly message: string;
}

/** A mistake at a place in a file. */
export interface Finding extends Span {
  readonly rule: RuleName;
  readonly message: string;
  readonly fixes: readonly Fix[];
  readonly related: readonly RelatedPlace[];
}
