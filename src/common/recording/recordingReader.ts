import { open } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { ExpectedError, messageOf } from '../errors.ts';
import { linesOf } from './lines.ts';

const longestLine = 10_000_000;

/**
 * Reads a recording, gzipped or not, event by event.
 *
 * @param path of the recording
 * @param parse makes the event of a line; throws for what is none
 * @param onTruncated called when the last line is cut off, as happens when the recorder was killed
 * @throws ExpectedError naming the file and the line, for a file that cannot be read or a line that is no event
 */
export async function* readRecording<Event>(
  path: string,
  parse: (line: string) => Event,
  onTruncated: () => void,
): AsyncGenerator<Event> {
  let number = 0;
  try {
    for await (const { text, complete } of linesOf(await openText(path), longestLine)) {
      number += 1;
      if (text.trim() === '') continue;
      const event = parsed(parse, text, complete, `${path}, line ${number}`);
      if (event) yield event;
      else onTruncated();
    }
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    const where = number > 0 ? ` after line ${number}` : '';
    throw new ExpectedError(`${path} cannot be read${where}: ${messageOf(error)}.`, { cause: error });
  }
  if (number === 0) throw new ExpectedError(`${path} is empty.`);
}

function parsed<Event>(
  parse: (line: string) => Event,
  text: string,
  complete: boolean,
  where: string,
): Event | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (!complete) return undefined;
    throw new ExpectedError(`${where}: ${messageOf(error)}`, { cause: error });
  }
}

async function openText(path: string): Promise<AsyncIterable<unknown>> {
  const file = await open(path, 'r');
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  const stream = file.createReadStream({ start: 0 });
  if (buffer[0] !== 0x1f || buffer[1] !== 0x8b) return stream.setEncoding('utf8');
  // What a killed recorder left is read as far as it goes, instead of failing at its end.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  stream.on('error', (error) => gunzip.destroy(error));
  return stream.pipe(gunzip).setEncoding('utf8');
}
