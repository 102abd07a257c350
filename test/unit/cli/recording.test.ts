import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/common/recording/recordingReader.ts';
import { RecordingWriter } from '../../../src/cli/recordingWriter.ts';
import { parseRecordingLine, toRecordingLine } from '../../../src/protocol/wire.ts';
import { hello, taskStarted } from './batches.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lines = [toRecordingLine('7/0', hello(7)), toRecordingLine('7/0', taskStarted(1))];

async function read(path: string): Promise<{ types: string[]; truncated: number }> {
  let truncated = 0;
  const types: string[] = [];
  for await (const event of readRecording(path, parseRecordingLine, () => (truncated += 1)))
    types.push(`${event.program} ${event.type}`);
  return { types, truncated };
}

async function readText(content: string | Uint8Array): Promise<{ types: string[]; truncated: number }> {
  const path = join(folder, 'given.asyncscope');
  await writeFile(path, content);
  return read(path);
}

describe('a recording', () => {
  it.each(['run.asyncscope', 'run.asyncscope.gz'])('written to %s is read back in order', async (name) => {
    const path = join(folder, name);
    const writer = await RecordingWriter.create(path);
    await writer.write('7/0', [hello(7)]);
    await writer.write(
      '7/0',
      Array.from({ length: 5_000 }, (_, index) => taskStarted(index + 1)),
    );
    expect(await writer.close()).toBeUndefined();
    expect(writer.events).toBe(5_001);
    const { types, truncated } = await read(path);
    expect(types).toHaveLength(5_001);
    expect(types[0]).toBe('7/0 hello');
    expect(truncated).toBe(0);
  });

  it('is one JSON event per line, gzipped only when its name says so', async () => {
    for (const name of ['run.asyncscope', 'run.asyncscope.gz']) {
      const writer = await RecordingWriter.create(join(folder, name));
      await writer.write('7/0', [hello(7), taskStarted(1)]);
      await writer.close();
    }
    expect(await readFile(join(folder, 'run.asyncscope'), 'utf8')).toBe(lines.join(''));
    expect(gunzipSync(await readFile(join(folder, 'run.asyncscope.gz'))).toString()).toBe(lines.join(''));
  });

  it('without events leaves no file', async () => {
    const writer = await RecordingWriter.create(join(folder, 'run.asyncscope'));
    await writer.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('that cannot be created says so at once', async () => {
    await expect(RecordingWriter.create(join(folder, 'missing', 'run.asyncscope'))).rejects.toThrow('ENOENT');
  });

  it.runIf(process.platform === 'linux')('on a full disk ends with one sentence and never blocks', async () => {
    const writer = await RecordingWriter.create('/dev/full');
    for (let index = 0; index < 100; index += 1)
      await writer.write(
        '7/0',
        Array.from({ length: 100 }, () => hello(7)),
      );
    expect(await writer.close()).toMatch(/^The recording \/dev\/full is incomplete: ENOSPC/);
  });
});

describe('a recording that is read', () => {
  it('may be cut off in its last line, which is said', async () => {
    expect(await readText(lines.join('').slice(0, -20))).toEqual({ types: ['7/0 hello'], truncated: 1 });
  });

  it('may lack only the last line break', async () => {
    expect(await readText(lines.join('').trimEnd())).toMatchObject({ truncated: 0, types: { length: 2 } });
  });

  it('may be a gzip file that was cut off', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => toRecordingLine('7/0', taskStarted(index + 1))).join('');
    const zipped = gzipSync(lines[0] + many);
    const { types } = await readText(zipped.subarray(0, zipped.length - 500));
    expect(types.length).toBeGreaterThan(100);
    expect(types.length).toBeLessThan(2_001);
  });

  it('may have empty lines and Windows line ends', async () => {
    expect(await readText(lines.join('\n').replaceAll('\n', '\r\n'))).toMatchObject({ types: { length: 2 } });
  });

  it.each([
    ['no JSON', 'nonsense\n', /, line 2: .*JSON/],
    ['no event', '{"program":"7/0","type":"party","time":1}\n', /, line 2: Unknown event "party"\./],
    ['no program', '{"type":"hello"}\n', /, line 2: A recorded event names no program\./],
    [
      'a malformed event',
      '{"program":"7/0","type":"bye","time":1,"exitCode":"x"}\n',
      /, line 2: Event bye is malformed/,
    ],
  ])('names the line with %s', async (_, bad, message) => {
    await expect(readText(lines[0] + bad + lines[1])).rejects.toThrow(message);
  });

  it('must have something in it, and be there', async () => {
    await expect(readText('')).rejects.toThrow(/is empty\.$/);
    await expect(read(join(folder, 'missing'))).rejects.toThrow(/missing cannot be read: ENOENT/);
    await expect(read(folder)).rejects.toThrow(/cannot be read: EISDIR/);
  });
});
