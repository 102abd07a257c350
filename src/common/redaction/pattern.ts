/** Stands where a secret was. */
export const redacted = '[redacted]';

/** Signs of a regular expression, or of several words. */
const foreign = /[\s"'`<>,;\\^$()[\]{}|]/;
const words = /[^\s"'`<>,;]+/g;
const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * A pattern is a word in which `*` stands for any characters of the word. It is no regular expression: one that somebody
 * writes in haste can take minutes on a long line, and this takes time in proportion to the text.
 *
 * @returns whether `text` is a pattern; one that would match nearly anything is not
 */
export const isPattern = (text: string): boolean =>
  !foreign.test(text) && (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3;

/** Puts `[redacted]` in the place of what it knows. */
export type Redact = (text: string) => string;

/** @param pattern without a leading `*` it has to begin where a name begins: "sk-*" is not in "task-1" */
export function redactPattern(pattern: string): Redact {
  const [first = '', ...others] = pattern.split('*');
  const isOpen = others.length > 0 && others.at(-1) === '';
  const parts = others.filter((part) => part !== '');

  const find = (word: string, from: number): readonly [number, number] | undefined => {
    const start = first === '' ? from : beginning(word, first, from);
    if (start < 0) return undefined;
    let end = start + first.length;
    for (const part of parts) {
      const at = word.indexOf(part, end);
      if (at < 0) return undefined;
      end = at + part.length;
    }
    return [start, isOpen ? word.length : end];
  };

  const redactWord = (word: string): string => {
    let result = '';
    let from = 0;
    for (let found = find(word, from); found; found = find(word, from)) {
      result += word.slice(from, found[0]) + redacted;
      from = found[1];
    }
    return result + word.slice(from);
  };
  const shortest = Math.max(first.length, ...parts.map((part) => part.length));
  return (text) => (text.length < shortest ? text : text.replace(words, redactWord));
}

/** Where `part` is in `word` with no letter or digit before it; negative where it is not. */
function beginning(word: string, part: string, from: number): number {
  for (let at = word.indexOf(part, from); at >= 0; at = word.indexOf(part, at + 1)) {
    if (at === 0 || !letterOrDigit.test(word.charAt(at - 1))) return at;
  }
  return -1;
}
