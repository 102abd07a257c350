import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileLog } from '../../../src/agent/api/debugger/fileLog.ts';
import { readRecording } from '../../../src/common/recording/recordingReader.ts';
import { parseRecordingLine } from '../../../src/protocol/wire.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import type { RecordedEvent } from '../../../src/protocol/wire.ts';
import { eventually } from '../../support/eventually.ts';
import { hello, taskStarted } from '../cli/batches.ts';

let folder = '';
let path = '';
const logs: FileLog[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file log '));
  path = join(folder, 'run.asyncscope');
});
afterEach(async () => {
  for (const log of logs.splice(0)) log.close();
  await rm(folder, { recursive: true, force: true });
});

function open(options: { maxSize?: number; keep?: number; path?: string } = {}): FileLog {
  const log = new FileLog(options.path ?? path, { maxSize: options.maxSize ?? 1e9, keep: options.keep ?? 3 });
  logs.push(log);
  return log;
}

async function read(file = path): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of readRecording(file, parseRecordingLine, () => expect.fail(`${file} is cut off`)))
    events.push(event);
  return events;
}

const site = (id: number): AgentEvent => ({
  type: 'site',
  time: 1,
  id,
  url: 'file:///a.js',
  line: id,
  column: 1,
  fn: '',
});
const idsOf = (events: readonly RecordedEvent[], type: 'task-started' | 'site'): number[] =>
  events.flatMap((event) => (event.type === type ? [event.id] : []));
const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('the file log', () => {
  it('is written without being asked to, in order, and is a recording', async () => {
    const log = open();
    log.write('7/0', hello(7));
    for (const id of numbers(1, 3_000)) log.write('7/0', taskStarted(id));
    const size = async (): Promise<number> => (await stat(path)).size;
    const whole = 3_001;
    await eventually(size, (bytes) => bytes > whole * 100, { what: 'the log is on the disk' });
    log.flushSync();
    const events = await read();
    expect(events[0]).toEqual({ program: '7/0', ...hello(7) });
    expect(idsOf(events, 'task-started')).toEqual(numbers(1, 3_000));
    expect(log.dropped).toBe(0);
  });

  it('writes a piece whose write has begun once, also when it is flushed meanwhile', async () => {
    const log = open();
    for (let id = 1; id <= 2_000; id += 1) {
      log.write('7/0', taskStarted(id, 1, 'é'.repeat(50)));
      if (id % 300 === 0) log.flushSync();
      if (id % 700 === 0) await new Promise(setImmediate);
    }
    log.close();
    expect(idsOf(await read(), 'task-started')).toEqual(numbers(1, 2_000));
  });

  it('begins each file with the greeting and the places that are used in it', async () => {
    const log = open({ maxSize: 4_000, keep: 50 });
    log.write('7/0', hello(7));
    for (const id of [1, 2, 3]) log.write('7/0', site(id));
    for (const id of numbers(10, 200)) log.write('7/0', { ...taskStarted(id), stack: [1 + (id % 2)] } as AgentEvent);
    log.close();
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      expect((await stat(join(folder, file))).size).toBeLessThanOrEqual(4_000);
      const events = await read(join(folder, file));
      expect(events[0]?.type).toBe('hello');
      const known = new Set<number>();
      for (const event of events) {
        if (event.type === 'site') known.add(event.id);
        else if (event.type === 'task-started') expect(event.stack.every((id) => known.has(id))).toBe(true);
      }
    }
    // Oldest first, nothing is missing between the files.
    const age = (file: string): number => Number(/\.(\d+)\./.exec(file)?.[1] ?? 0);
    const ids: number[] = [];
    for (const file of files.sort((a, b) => age(b) - age(a)))
      ids.push(...idsOf(await read(join(folder, file)), 'task-started'));
    expect(ids).toEqual(numbers(10, 200));
  });

  it('rotates also while it is written beside the program', async () => {
    const log = open({ maxSize: 100_000, keep: 20 });
    log.write('7/0', hello(7));
    for (const id of numbers(1, 5_000)) log.write('7/0', taskStarted(id));
    await eventually(
      () => readdir(folder),
      (files) => files.length > 5,
      { what: 'there are several files' },
    );
    log.close();
    const all = await Promise.all((await readdir(folder)).map((file) => read(join(folder, file))));
    expect(all.flatMap((events) => idsOf(events, 'task-started')).sort((a, b) => a - b)).toEqual(numbers(1, 5_000));
  });

  it('keeps only so many older files, and what the run before has left is one of them', async () => {
    await writeFile(path, 'of the run before');
    open({ keep: 2 }).write('7/0', hello(7));
    expect(await readFile(join(folder, 'run.1.asyncscope'), 'utf8')).toBe('of the run before');
    for (const pid of [8, 9, 10]) {
      const log = open({ keep: 2 });
      log.write(`${pid}/0`, hello(pid));
      log.close();
    }
    expect((await readdir(folder)).sort()).toEqual(['run.1.asyncscope', 'run.2.asyncscope', 'run.asyncscope']);
    expect((await read()).map(({ program }) => program)).toEqual(['10/0']);
    expect((await read(join(folder, 'run.2.asyncscope'))).map(({ program }) => program)).toEqual(['8/0']);
  });

  it('keeps no older file where none is wanted', async () => {
    const log = open({ maxSize: 1_000, keep: 0 });
    for (const id of numbers(1, 100)) log.write('7/0', taskStarted(id));
    log.close();
    expect(await readdir(folder)).toEqual(['run.asyncscope']);
    expect(idsOf(await read(), 'task-started').at(-1)).toBe(100);
  });

  it('drops history when the disk cannot follow, counts it, and says so as soon as there is room', async () => {
    const log = open();
    log.write('7/0', hello(7));
    const name = 'n'.repeat(1_000);
    // All in one turn, in which nothing can be written beside the program.
    for (const id of numbers(1, 12_000)) log.write('7/0', taskStarted(id, id, name));
    expect(log.dropped).toBeGreaterThan(1_000);
    const lost = log.dropped;
    const done = async (): Promise<string> => (await readFile(path, 'utf8')).slice(-200);
    await eventually(done, (end) => end.includes('"dropped"'), { what: 'the loss is told' });
    log.write('7/0', taskStarted(20_000));
    log.close();
    const events = await read();
    expect(events.filter(({ type }) => type === 'dropped')).toEqual([
      { program: '7/0', type: 'dropped', time: 12_000, lost },
    ]);
    const kept = idsOf(events, 'task-started');
    expect(kept).toEqual([...numbers(1, 12_000 - lost), 20_000]);
  });

  it('tells the places that were dropped when they are needed', async () => {
    const log = open();
    for (const id of numbers(1, 12_000)) log.write('7/0', taskStarted(id, 1, 'n'.repeat(1_000)));
    const before = log.dropped;
    log.write('7/0', site(1));
    expect(log.dropped).toBe(before + 1);
    log.flushSync();
    log.write('7/0', { ...taskStarted(5), stack: [1] } as AgentEvent);
    log.close();
    expect((await read()).slice(-2).map(({ type }) => type)).toEqual(['site', 'task-started']);
  });

  it('can be read again whatever the program gave as a name', async () => {
    const log = open();
    const names: unknown[] = [Symbol('s'), { a: 1 }, 7, 'x'.repeat(20_000)];
    for (const [index, name] of names.entries()) log.write('7/0', { ...taskStarted(index + 1), name } as AgentEvent);
    log.close();
    const read1 = (await read()).flatMap((event) => (event.type === 'task-started' ? [event.name] : []));
    expect(read1).toEqual(['Symbol(s)', '(no text)', '7', 'x'.repeat(10_000)]);
  });

  it('puts the process into its name', async () => {
    open({ path: join(folder, 'logs', 'run-{pid}.asyncscope') });
    expect(await readdir(join(folder, 'logs'))).toEqual([`run-${process.pid}.asyncscope`]);
  });

  it('listens once for the end of the process, however many logs there are', () => {
    const listeners = (): number[] => [
      process.listenerCount('exit'),
      process.listenerCount('uncaughtExceptionMonitor'),
    ];
    const before = listeners();
    const open20 = numbers(1, 20).map((id) => open({ path: join(folder, `${id}.asyncscope`) }));
    expect(listeners()).toEqual(before.map((count) => count + 1));
    for (const log of open20.slice(1)) log.close();
    expect(listeners()).toEqual(before.map((count) => count + 1));
    open20[0]?.close();
    expect(listeners()).toEqual(before);
  });

  it('writes nothing more after it was closed, and leaves no listener', async () => {
    const listeners = (): number => process.listenerCount('exit') + process.listenerCount('uncaughtExceptionMonitor');
    const before = listeners();
    const log = open();
    expect(listeners()).toBe(before + 2);
    log.write('7/0', hello(7));
    log.close();
    log.close();
    log.write('7/0', taskStarted(1));
    log.flushSync();
    expect(listeners()).toBe(before);
    expect([(await read()).length, log.dropped]).toEqual([1, 1]);
  });

  it('does not hold on to time: its timer is unreferenced', () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    open().write('7/0', hello(7));
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')).toHaveLength(before);
  });
});

describe('a log that cannot be written', () => {
  it.each([
    ['is a folder', async () => mkdir(path)],
    ['is below a file', async () => writeFile((path = join(folder, 'file')), '').then(() => (path = join(path, 'x')))],
  ])('because its path %s counts what is lost and does not throw', async (_, arrange) => {
    await arrange();
    const log = open();
    log.write('7/0', hello(7));
    log.flushSync();
    log.close();
    expect(log.dropped).toBe(1);
  });
});
