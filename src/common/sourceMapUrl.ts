/**
 * Finds the reference to a source map in a generated file, as ECMA-426 does without parsing: the last such comment,
 * with nothing but white space and comments behind it. A string or template in the middle of the file that happens to
 * hold the words is therefore not taken for one.
 *
 * @param text the generated file
 * @returns the URL as written, or undefined where there is none
 */
export function sourceMapUrlIn(text: string): string | undefined {
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).trim();
    const url = referenceIn(line);
    if (url !== undefined) return url;
    if (line !== '' && !line.startsWith('//') && !blockComment.test(line)) return undefined;
    end = start - 1;
  }
  return undefined;
}

const marks = ['//# sourceMappingURL=', '//@ sourceMappingURL='];

/** Also behind code on the same line, where minifiers may put it. No regular expression: a line may be megabytes long. */
function referenceIn(line: string): string | undefined {
  const at = Math.max(...marks.map((mark) => line.lastIndexOf(mark)));
  if (at < 0) return undefined;
  const url = line.slice(at + '//# sourceMappingURL='.length);
  // A space, or a quote that ends a string begun before it: this is not the comment.
  return /[\s'"`]/.test(url) ? undefined : url;
}

const blockComment = /^\/\*.*\*\/$/;

/**
 * @param url a `data:` URL
 * @returns its content as text
 * @throws Error when it is not a data URL, or URIError when its escapes are malformed
 */
export function readDataUrl(url: string): string {
  const comma = url.indexOf(',');
  if (!url.startsWith('data:') || comma < 0) throw new Error('The source map is not a data URL.');
  const body = url.slice(comma + 1);
  return /;base64$/i.test(url.slice(0, comma))
    ? Buffer.from(body, 'base64').toString('utf8')
    : decodeURIComponent(body);
}
