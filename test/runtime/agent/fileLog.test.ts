import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/common/recording/recordingReader.ts';
import { parseRecordingLine } from '../../../src/protocol/wire.ts';
import { report } from '../../../src/cli/report.ts';
import { defaultConfiguration } from '../../../src/common/configuration/schema.ts';
import { protocolVersion } from '../../../src/protocol/version.ts';
import type { RecordedEvent } from '../../../src/protocol/wire.ts';
import { nodeBinary } from '../../support/nodes.ts';

let library = '';
let folder = '';

beforeAll(async () => {
  library = await mkdtemp(join(tmpdir(), 'file log library '));
  await build({
    entryPoints: ['src/agent/api/debugger/fileLog.ts'],
    outfile: join(library, 'fileLog.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
});
afterAll(() => rm(library, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file log program '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What every program here begins with: `tell(n)` logs the start of a task. */
const preamble = (options: object): string => `
  const { FileLog } = require(${JSON.stringify(join(library, 'fileLog.cjs'))});
  const log = new FileLog('run.asyncscope', ${JSON.stringify({ maxSize: 1e9, keep: 50, ...options })});
  const key = process.pid + '/0';
  log.write(key, { type: 'hello', time: 0, protocol: ${protocolVersion}, agent: 'test', pid: process.pid, thread: 0,
    node: process.version, title: 'program', cwd: process.cwd(), timeOrigin: performance.timeOrigin });
  const tell = (id) => log.write(key,
    { type: 'task-started', time: performance.now(), id, name: 'task', kind: 'task', parent: 0, scope: 0, stack: [] });
`;

interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

interface Options {
  node?: string;
  /** Of the log. */
  log?: object;
  /** A shell command to run the program in, which begins with `ulimit` and the like. */
  shell?: string;
  onOutput?(stdout: string, kill: (signal: NodeJS.Signals) => void): void;
}

async function run(
  source: string,
  { node = process.execPath, log = {}, shell, onOutput }: Options = {},
): Promise<Ending> {
  await writeFile(join(folder, 'program.cjs'), preamble(log) + source);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const [command, args] =
    shell === undefined ? [node, ['program.cjs']] : ['sh', ['-c', `${shell}; exec "$0" program.cjs`, node]];
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
    onOutput?.(output.stdout, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...output };
}

/** The tasks of which the log tells, and whether its last line is cut off. */
async function logged(file = 'run.asyncscope'): Promise<{ tasks: number[]; isCut: boolean }> {
  const events: RecordedEvent[] = [];
  let isCut = false;
  const onTruncated = (): void => {
    isCut = true;
  };
  for await (const event of readRecording(join(folder, file), parseRecordingLine, onTruncated)) events.push(event);
  expect(events[0]?.type).toBe('hello');
  return { tasks: events.flatMap((event) => (event.type === 'task-started' ? [event.id] : [])), isCut };
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe.each([20, 24] as const)('a program with a file log on Node %i', (major) => {
  const on = async (source: string, options: Options = {}): Promise<Ending> =>
    run(source, { node: await nodeBinary(major), ...options });

  it.each([
    { what: 'comes to its end', source: '', last: 3, code: 0 },
    {
      what: 'throws',
      source: `setTimeout(() => { tell(4); throw new Error('the end'); });`,
      last: 4,
      code: 1,
      error: 'Error: the end',
    },
    {
      what: 'rejects and nobody handles it',
      source: `Promise.reject(new Error('the end')); tell(4);`,
      last: 4,
      code: 1,
      error: 'Error: the end',
    },
    {
      what: 'ends itself in the middle',
      source: `setImmediate(() => { tell(4); process.exit(7); });`,
      last: 4,
      code: 7,
    },
    {
      what: 'ends itself with much to write',
      source: `for (let id = 4; id <= 9_000; id += 1) tell(id); process.exit(8);`,
      last: 9_000,
      code: 8,
    },
    {
      what: 'tells more while it ends',
      source: `process.on('exit', () => tell(4)); process.exitCode = 9;`,
      last: 4,
      code: 9,
    },
    {
      what: 'handles what was not caught',
      source: `process.on('uncaughtException', () => tell(5)); setTimeout(() => { tell(4); throw 1; });`,
      last: 5,
      code: 0,
    },
    {
      what: 'is ended by its own handler of a signal',
      source: `
        process.on('SIGTERM', () => { tell(4); process.exit(6); });
        setInterval(() => {}, 1_000);
        process.kill(process.pid, 'SIGTERM');`,
      last: 4,
      code: 6,
    },
  ])('that $what has logged all, and ends as it would without', async ({ source, last, code, error = '' }) => {
    const result = await on(`tell(1); tell(2); tell(3);${source}`);
    expect(result).toMatchObject({ code, signal: null, stderr: expect.stringContaining(error) });
    if (error === '') expect(result.stderr).toBe('');
    expect(result.stderr).not.toContain('Async Scope');
    expect(await logged()).toEqual({ tasks: upTo(last), isCut: false });
  });

  it.skipIf(process.platform === 'win32').each(['SIGKILL', 'SIGTERM'] as const)(
    'that is ended by %s at once has logged what was written before',
    async (signal) => {
      const source = `
        tell(1); tell(2);
        // On the disk by itself: nothing here flushes.
        const { readFileSync } = require('node:fs');
        const wait = setInterval(() => {
          if (!readFileSync('run.asyncscope', 'utf8').includes('"id":2')) return;
          clearInterval(wait);
          setInterval(() => {}, 1_000);
          console.log('on disk');
        }, 5);
      `;
      const result = await on(source, { onOutput: (_, kill) => kill(signal) });
      expect(result).toMatchObject({ code: null, signal, stdout: 'on disk\n', stderr: '' });
      expect((await logged()).tasks).toEqual([1, 2]);
    },
  );

  it('that logs more than a file holds leaves files each of which can be reported', async () => {
    const source = `
      let id = 0;
      const more = () => {
        for (let count = 0; count < 500; count += 1) tell(id += 1);
        if (id < 5_000) setImmediate(more);
        else throw new Error('the end');
      };
      more();
    `;
    const { code } = await on(source, { log: { maxSize: 50_000 } });
    expect(code).toBe(1);
    const files = (await readdir(folder)).filter((file) => file.endsWith('.asyncscope'));
    expect(files.length).toBeGreaterThan(10);
    const tasks: number[] = [];
    for (const file of files) {
      const own = (await logged(file)).tasks;
      tasks.push(...own);
      let summary = '';
      const terminal = { print: expect.fail, warn: expect.fail, colors: {} as never };
      const options = { recording: join(folder, file), format: undefined, output: undefined };
      await report({ ...options, configuration: defaultConfiguration }, terminal, (text) => {
        summary += text;
      });
      expect(summary).toContain(`Running tasks (${own.length})`);
    }
    expect(tasks.sort((a, b) => a - b)).toEqual(upTo(5_000));
  });

  it.skipIf(process.platform === 'win32')('goes on when the disk is full, and says so in one line', async () => {
    const source = `
      for (let id = 1; id <= 2_000; id += 1) tell(id);
      setTimeout(() => {
        tell(2_001);
        console.log('went on', log.dropped > 1_000);
        process.exitCode = 3;
      }, 100);
    `;
    // A limit on the size of files fails like a full disk.
    const result = await on(source, { shell: 'ulimit -f 64' });
    expect(result).toMatchObject({ code: 3, stdout: 'went on true\n' });
    expect(result.stderr).toMatch(
      /^Async Scope: the log run\.asyncscope ends here, because it cannot be written: EFBIG.*\n$/,
    );
    expect((await logged()).tasks.length).toBeGreaterThan(100);
  });

  it('goes on when the log cannot be opened, and says so in one line', async () => {
    await writeFile(join(folder, 'file'), '');
    const source = `
      const other = new FileLog('file/run.asyncscope', { maxSize: 1e6, keep: 1 });
      other.write(key, { type: 'bye', time: 1, exitCode: 0 });
      console.log('went on', other.dropped);
    `;
    const result = await on(source);
    expect(result).toMatchObject({ code: 0, stdout: 'went on 1\n' });
    expect(result.stderr).toMatch(
      /^Async Scope: the log file\/run\.asyncscope ends here, because it cannot be written: .*\n$/,
    );
  });
});
