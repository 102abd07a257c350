/** Says what is wrong with a condition, and where, in words for whoever wrote it. */
export class ConditionError extends Error {
  override name = 'ConditionError';

  /** @param position in the text, counted from 0 */
  constructor(message: string, position: number) {
    super(`${message} (at character ${position + 1})`);
  }
}

type Symbol_ = '==' | '!=' | '=~' | '!~' | '&&' | '||' | '!' | '(' | ')';

/** One word of a condition; `at` is where it begins, counted from 0. */
export type Token = { readonly at: number } & (
  | { readonly kind: 'name' | 'text'; readonly value: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'symbol'; readonly value: Symbol_ }
  | { readonly kind: 'end' }
);

const blanks = /\s+/y;
const name = /[A-Za-z_][\w-]*/y;
const symbol = /==|!=|=~|!~|&&|\|\||[!()]/y;
const text = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/sy;
/** As in JavaScript: a slash within brackets does not end it. */
const regex = /\/((?:[^/\\[]|\\.|\[(?:[^\]\\]|\\.)*\])+)\/([a-z]*)/y;

/**
 * Takes a condition apart.
 *
 * @throws ConditionError where it has something that is no word of the language
 */
export function tokensOf(condition: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(condition);
    if (found) at += found[0].length;
    return found;
  };
  for (;;) {
    next(blanks);
    const start = at;
    if (at === condition.length) return [...tokens, { kind: 'end', at }];
    const word = next(symbol) ?? next(name);
    if (word) {
      tokens.push(wordToken(word[0], start));
      continue;
    }
    const quoted = next(text);
    if (quoted) {
      tokens.push({ kind: 'text', at: start, value: (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/gs, '$1') });
      continue;
    }
    const pattern = next(regex);
    if (!pattern) throw new ConditionError(problemAt(condition, start), start);
    tokens.push({ kind: 'regex', at: start, source: pattern[1] ?? '', flags: pattern[2] ?? '' });
  }
}

const wordToken = (word: string, at: number): Token =>
  /^\w/.test(word) ? { kind: 'name', at, value: word } : { kind: 'symbol', at, value: word as Symbol_ };

function problemAt(condition: string, at: number): string {
  const character = condition.charAt(at);
  if (character === "'" || character === '"') return 'A text is not closed';
  if (character === '/') return 'A regular expression is not closed';
  if (character === '=') return 'A single "=" means nothing here: write "==" to compare';
  if (character === '&' || character === '|') return `A single "${character}" means nothing here: write it twice`;
  return `"${character}" means nothing here`;
}
