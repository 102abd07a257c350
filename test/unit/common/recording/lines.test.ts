import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../../src/common/recording/lines.ts';

async function read(chunks: string[], limit = 100): Promise<{ text: string; complete: boolean }[]> {
  const lines = [];
  for await (const line of linesOf(Readable.from(chunks), limit)) lines.push(line);
  return lines;
}
const complete = (text: string): object => ({ text, complete: true });

describe('text is cut into lines', () => {
  it('wherever the pieces begin and end', async () => {
    expect(await read(['on', 'e\ntwo\nth', 'ree', '\n'])).toEqual(['one', 'two', 'three'].map(complete));
  });

  it('keeping empty lines', async () => {
    expect(await read(['\n\na\n'])).toEqual(['', '', 'a'].map(complete));
  });

  it('saying which last line has no line break', async () => {
    expect(await read(['a\nb'])).toEqual([complete('a'), { text: 'b', complete: false }]);
    expect(await read([])).toEqual([]);
  });

  it('refusing a line that is too long', async () => {
    await expect(read(['12345', '67890'], 8)).rejects.toThrow('A line has more than 8 characters.');
    expect(await read(['1234\n567', '8\n'], 8)).toHaveLength(2);
  });
});
