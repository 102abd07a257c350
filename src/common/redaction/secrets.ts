import { type Redact, redacted } from './pattern.ts';

/*
 * Every expression here takes time in proportion to the text: each repetition is bounded, or ends at a character that
 * it cannot contain itself and is begun only once for each run (hence the looks behind).
 */

/** Ends of names whose values are secrets, in lower case without separators. */
const secretNames = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'secretkey',
  'privatekey',
  'credential',
  'credentials',
  'authorization',
  'auth',
  'cookie',
  'jwt',
  'sessionid',
];
/** Names whose values go on to the end of the line. */
const lineNames = ['authorization', 'cookie'];

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

const names = /(?<![\w.-])([\w.-]{1,100})\\?["']?(?:\s{0,4}[=:]\s{0,4}|(?<=--[\w.-]{1,100})\s)/g;
const valueEnd = /[\s,;&"'`<>)\]}]/g;
const lineEnd = /[\r\n"'`]/g;

/**
 * The values of names such as `password`, in `name=value`, `name: value`, `"name":"value"` and `--name value`.
 *
 * @param more names besides those known anyway; compared without upper case and separators, by their end
 */
export function redactNamedValues(more: readonly string[]): Redact {
  const known = [...secretNames, ...more.map(plainName).filter((name) => name !== '')];
  const hasSecret = (name: string, list: readonly string[]): boolean => list.some((each) => name.endsWith(each));
  return (text) => {
    let result = '';
    let done = 0;
    names.lastIndex = 0;
    for (let match = names.exec(text); match; match = names.exec(text)) {
      const name = plainName(match[1] ?? '');
      if (!hasSecret(name, known)) continue;
      const [start, end] = valueAt(text, names.lastIndex, hasSecret(name, lineNames));
      if (start === end) continue;
      result += text.slice(done, start) + redacted;
      done = end;
      names.lastIndex = end;
    }
    return done === 0 ? text : result + text.slice(done);
  };
}

/** Where a value is that begins at `from`: in quotes, or up to what cannot be part of it. */
function valueAt(text: string, from: number, wholeLine: boolean): readonly [number, number] {
  const quote = /^\\?["'`]/.exec(text.slice(from, from + 2))?.[0];
  if (quote !== undefined) {
    const start = from + quote.length;
    const end = text.indexOf(quote, start);
    return [start, end < 0 ? text.length : end];
  }
  const ends = wholeLine ? lineEnd : valueEnd;
  ends.lastIndex = from;
  return [from, ends.exec(text)?.index ?? text.length];
}

const bearer = /\b(bearer\s{1,4})[\w.~+/=-]{8,}/gi;
export const redactBearer: Redact = (text) => text.replaceAll(bearer, `$1${redacted}`);

const userInfo = /(?<=:\/\/)[^\s/?#"'`<>]+(?=@)/g;
const queryValue = /(?<=[?&][\w.[\]%-]{1,100}=)[^\s&#"'`<>]+/g;
/** The user and password of URLs, and the values of their queries. */
export const redactUrls: Redact = (text) =>
  text.includes('=') || text.includes('@')
    ? text.replaceAll(userInfo, redacted).replaceAll(queryValue, redacted)
    : text;

const longRun = /(?<![\w+/-])[\w+/-]{24,}={0,2}/g;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Long runs of letters and digits that nobody wrote by hand. Identifiers in the form of a UUID are no secrets. */
export const redactTokens: Redact = (text) =>
  text.length < 24 ? text : text.replaceAll(longRun, (run) => (looksRandom(run) && !uuid.test(run) ? redacted : run));

/**
 * In words and paths, even in camelCase, a letter is mostly followed by one of its kind; in hexadecimal and base64 a
 * change of kind comes with nearly every second character.
 */
function looksRandom(run: string): boolean {
  let changes = 0;
  let digits = 0;
  let length = 0;
  let before = '';
  for (const character of run) {
    const kind = kindOf(character);
    if (kind === 'digit') digits += 1;
    if (kind !== '') length += 1;
    // A capital that begins a word is one change and not two; between words a change says nothing.
    const expected = kind === before || kind === '' || before === '' || (before === 'upper' && kind === 'lower');
    if (!expected) changes += 1;
    before = kind;
  }
  return length >= 20 && digits >= 2 && changes > length * 0.28;
}

function kindOf(character: string): 'digit' | 'upper' | 'lower' | '' {
  if (character >= '0' && character <= '9') return 'digit';
  if (character >= 'A' && character <= 'Z') return 'upper';
  return character >= 'a' && character <= 'z' ? 'lower' : '';
}
