import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRecording } from '../../../src/common/recording/recordingReader.ts';
import { parseRecordingLine } from '../../../src/protocol/wire.ts';
import { reportSchema } from '../../../src/model/report/schema.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type CliOptions, type CliResult, runCli } from './runCli.ts';

let product: BundledCli;
let plain = '';
let cwd = '';

beforeAll(async () => {
  product = await bundleCli();
  plain = join(await product.program('plain'), 'main.mjs');
});
afterAll(() => product?.dispose());
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'async scope run '));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const cli = (args: readonly string[], options: Partial<CliOptions> = {}): Promise<CliResult> =>
  runCli(product.cli, args, { cwd, ...options });
const node = process.execPath;
const greetings = 'hello from /one\nhello from /two\n';
const hasExited = process.platform === 'win32';

async function typesIn(path: string): Promise<Set<string>> {
  const types = new Set<string>();
  for await (const event of readRecording(path, parseRecordingLine, () => expect.fail('the recording is cut off')))
    types.add(event.type);
  return types;
}

describe('async-scope run', () => {
  it('leaves output and exit code to the program, and prints the summary on stderr', async () => {
    const result = await cli(['run', '--', node, plain, '7']);
    expect(result).toMatchObject({ code: 7, stdout: greetings });
    expect(result.stderr).toMatch(/main\.mjs ended with exit code 7; nothing else was found wrong/);
  });

  it('writes a recording that begins and ends with the program', async () => {
    const result = await cli(['run', '--', node, plain]);
    const files = await readdir(cwd);
    expect(files).toEqual([expect.stringMatching(/^async-scope-\d+\.asyncscope$/)]);
    expect(result.stderr).toContain(`The recording is in ${files[0]}; read it with`);
    const types = await typesIn(join(cwd, files[0] ?? ''));
    expect([...types].at(0)).toBe('hello');
    expect([...types].at(-1)).toBe('bye');
  });

  it('writes the recording where it is told, gzipped, or not at all', async () => {
    await cli(['run', '--record', 'mine.asyncscope.gz', '--', node, plain]);
    expect(await typesIn(join(cwd, 'mine.asyncscope.gz'))).toContain('bye');
    await cli(['run', '--no-record', '--', node, plain]);
    expect(await readdir(cwd)).toEqual(['mine.asyncscope.gz']);
  });

  it('says in one line that the recording cannot be written, and goes on', async () => {
    const result = await cli(['run', '--record', 'missing/mine.asyncscope', '--', node, plain]);
    expect(result).toMatchObject({ code: 0, stdout: greetings });
    expect(result.stderr).toMatch(/^async-scope: The recording missing\/mine.asyncscope cannot be written.*ENOENT.*\n/);
  });

  it('writes reports in the formats their names ask for', async () => {
    const reports = ['report.json', 'report.html', 'report.md'];
    await cli(['run', '--no-record', ...reports.flatMap((path) => ['--report', path]), '--', node, plain]);
    const [json, html, markdown] = await Promise.all(reports.map((path) => readFile(join(cwd, path), 'utf8')));
    expect(v.parse(reportSchema, JSON.parse(json ?? '')).programs).toHaveLength(1);
    expect(html).toMatch(/^<!doctype html>/i);
    expect(markdown).toMatch(/^# /);
  });

  it('prints the report as JSON when asked to', async () => {
    const result = await cli(['run', '--no-record', '--json', '--', node, plain]);
    expect(v.parse(reportSchema, JSON.parse(result.stderr)).findings).toEqual([]);
  });

  it('keeps the NODE_OPTIONS of the user', async () => {
    const script = 'console.log(process.title, process.execArgv.length)';
    const result = await cli(['run', '--no-record', '--', node, '-e', script], {
      env: { NODE_OPTIONS: '--title=mine --no-warnings' },
    });
    expect(result.stdout).toBe('mine 2\n');
    expect(result.stderr).not.toContain('No events arrived');
  });

  it('leaves nothing in the temporary folder', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'as-'));
    await cli(['run', '--no-record', '--', node, plain], { env: { TMPDIR: temporary } });
    expect(await readdir(temporary)).toEqual([]);
    await rm(temporary, { recursive: true });
  });

  it('does not call it success when the program failed', async () => {
    const failed = await cli(['run', '--no-record', '--', node, '-e', 'process.exitCode = 4']);
    expect(failed.code).toBe(4);
    expect(failed.stderr).toMatch(/ended with exit code 4; nothing else was found wrong/);
    expect(failed.stderr).not.toMatch(/No problems|never ended/);
  });

  it('fails when a report that was asked for could not be written', async () => {
    const result = await cli(['run', '--no-record', '--report', 'missing/report.json', '--', node, plain]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('The report missing/report.json could not be written');
  });

  it('prints the report as the last line, also where it fails because of findings', async () => {
    const script = "require('fs'); process.exitCode = 0; process.stderr.write('from the program\\n')";
    const result = await cli(['run', '--json', '--fail-on', 'findings', '--', node, '-e', script]);
    const last = result.stderr.trimEnd().split('\n').at(-1) ?? '';
    expect(v.parse(reportSchema, JSON.parse(last)).programs).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('writes a recording that nobody else can read', async () => {
    await cli(['run', '--record', 'mine.asyncscope', '--', node, plain]);
    expect((await stat(join(cwd, 'mine.asyncscope'))).mode & 0o777).toBe(0o600);
  });

  it('speaks Chinese where the environment or the configuration asks for it', async () => {
    const asked = await cli(['run', '--no-record', '--', node, plain], { env: { LC_ALL: 'zh_CN.UTF-8' } });
    expect(asked.stderr).toContain('取消作用域错误率');
    await writeFile(join(cwd, 'async-scope.config.json'), JSON.stringify({ report: { language: 'en' } }));
    const configured = await cli(['run', '--no-record', '--', node, plain], { env: { LC_ALL: 'zh_CN.UTF-8' } });
    expect(configured.stderr).toContain('Cancel-scope error rate');
  });

  it('writes no colours where there is no terminal, not even on a CI system', async () => {
    const result = await cli(['run', '--fail-on', 'findings', '--', node, plain], { env: { CI: 'true' } });
    expect(result.stderr).not.toContain('\u001B');
  });

  it('sees worker threads and child processes as programs of their own', async () => {
    const script = `
      const { Worker } = require('node:worker_threads');
      new Worker('', { eval: true }).on('exit', () => {
        require('node:child_process').execFileSync(process.execPath, ['-e', '0']);
      });`;
    const result = await cli(['run', '--no-record', '--json', '--', node, '-e', script]);
    const { programs } = v.parse(reportSchema, JSON.parse(result.stderr));
    expect(new Set(programs.map((program) => program.pid)).size).toBe(2);
    expect(programs.some((program) => program.thread > 0)).toBe(true);
  });
});

describe.skipIf(hasExited)('async-scope run, and how programs end', () => {
  const waiting = 'setInterval(() => {}, 9999); console.log("ready")';

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('hands %s on and reports what ended it', async (signal, code) => {
    const result = await cli(['run', '--no-record', '--', node, '-e', waiting], {
      onOutput: (_, child) => void child.kill(signal),
    });
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(/was stopped before its end; nothing else was found wrong/);
  });

  it('lets a program end in its own way after a signal', async () => {
    const script = `process.on('SIGTERM', () => process.exit(5)); ${waiting}`;
    const result = await cli(['run', '--no-record', '--', node, '-e', script], {
      onOutput: (_, child) => void child.kill('SIGTERM'),
    });
    expect(result.code).toBe(5);
  });

  it('knows that a killed program is gone', async () => {
    const script = `${waiting}; setImmediate(() => process.kill(process.pid, 'SIGKILL'))`;
    const result = await cli(['run', '--no-record', '--json', '--', node, '-e', script]);
    expect(result.code).toBe(137);
    expect(v.parse(reportSchema, JSON.parse(result.stderr.split('\n').at(-2) ?? '')).programs).toEqual([
      expect.objectContaining({ exitCode: null, endedAt: expect.any(Number) }),
    ]);
  });

  it('does not wait for a service the program left behind', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 9999)'],
        { detached: true, stdio: 'ignore' });
      child.unref();
      console.log(child.pid);`;
    const result = await cli(['run', '--no-record', '--', node, '-e', script]);
    process.kill(Number(result.stdout), 'SIGKILL');
    expect(result.code).toBe(0);
  });
});

describe('async-scope run with what it cannot use', () => {
  it.skipIf(hasExited)('says that no events arrived from a program that is not Node', async () => {
    const result = await cli(['run', '--', 'sh', '-c', 'echo hi; exit 4']);
    expect(result).toEqual({
      code: 4,
      stdout: 'hi\n',
      stderr:
        'async-scope: No events arrived from sh -c echo hi; exit 4: it is not a Node program, clears NODE_OPTIONS, ' +
        'or the agent could not start in it.\n',
    });
    expect(await readdir(cwd)).toEqual([]);
  });

  it('says so when the agent is turned off', async () => {
    const result = await cli(['run', '--', node, plain], { env: { ASYNC_SCOPE_OFF: '1' } });
    expect(result).toMatchObject({ code: 0, stdout: greetings });
    expect(result.stderr).toMatch(/^async-scope: No events arrived from .*: ASYNC_SCOPE_OFF is set to 1\.\n$/);
  });

  it.each([
    ['an unknown command', ['run', '--', 'no-such-program'], 127, 'The command "no-such-program" was not found.'],
    ['no command', ['run'], 2, "missing required argument 'command'"],
    ['an unknown option', ['run', '--wrong', '--', node], 2, "unknown option '--wrong'"],
    ['an unknown condition', ['run', '--fail-on', 'rain', '--', node], 2, 'rain'],
    ['a report of no known format', ['run', '--report', 'a.pdf', '--', node], 2, 'should end in one of .'],
    ['an unknown subcommand', ['fly'], 2, "unknown command 'fly'"],
  ])('says in one line that there is %s', async (_, args, code, sentence) => {
    const result = await cli(args);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(sentence);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('explains itself', async () => {
    const result = await cli(['run', '--help']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('--fail-on <what>');
  });
});
