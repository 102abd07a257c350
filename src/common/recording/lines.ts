/**
 * Cuts text into lines. Reads no further ahead than its consumer, so a slow consumer slows the source.
 *
 * @param chunks decoded text in pieces of any size
 * @param limit characters a line may have
 * @returns the lines without their line breaks; `complete` is false for a last line without one
 * @throws Error when a line is longer than the limit
 */
export async function* linesOf(
  chunks: AsyncIterable<unknown>,
  limit: number,
): AsyncGenerator<{ text: string; complete: boolean }> {
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const text = String(chunk);
    let start = 0;
    // Only what is new is searched: a line that comes in a thousand pieces is not searched a thousand times.
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      parts.push(text.slice(start, end));
      yield { text: parts.join(''), complete: true };
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(text.slice(start));
    length += text.length - start;
    if (length > limit) throw new Error(`A line has more than ${limit} characters.`);
  }
  if (length > 0) yield { text: parts.join(''), complete: false };
}
