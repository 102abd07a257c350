import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tsc } from '../../../src/build/tsc.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type Example, examples, printedBy } from '../../support/examples.ts';
import { nodeBinary } from '../../support/nodes.ts';
import { runCli } from '../cli/runCli.ts';

const run = promisify(execFile);

/** ms one example may run. */
const timeLimit = 20_000;

const programs = examples().filter(({ language }) => ['ts', 'js', 'mjs'].includes(language));
const toRun = programs.filter(({ notRun }) => notRun === undefined);
const notRun = programs.filter((program) => program.notRun !== undefined);

let product: BundledCli;
let folder = '';
let node = '';

const fileOf = ({ place, language }: Example): string =>
  `${place.replaceAll(/[^\w]+/g, '-')}.${language === 'ts' ? 'mts' : 'mjs'}`;

const compilerOptions = {
  target: 'es2023',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  moduleDetection: 'force',
  types: ['node'],
  strict: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
};

beforeAll(async () => {
  [product, node] = await Promise.all([bundleCli(), nodeBinary(24)]);
  folder = join(product.folder, 'programs', 'examples');
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(product.folder, join(folder, 'node_modules', 'async-scope'), 'junction');
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts', '*.mjs'] }));
  await Promise.all(
    programs.map((each) =>
      writeFile(join(folder, fileOf(each)), each.setup ? `${each.setup}\n${each.code}` : each.code),
    ),
  );
});
afterAll(() => product?.dispose());

it('has examples in the README, the guide and the docstrings', () => {
  const places = programs.map(({ place }) => place).join('\n');
  for (const part of [/^README\.md:/m, /^docs\/library\.md:/m, / in src\/agent\/api\//m]) expect(places).toMatch(part);
});

it('accepts all examples by the declarations of the library', async () => {
  const { stdout: problems } = await runCli(tsc, ['-p', folder], { cwd: folder });
  expect(problems).toBe('');
});

describe.each(toRun)('the example at $place', (example) => {
  it('runs, and prints what it says', async () => {
    const { stdout, stderr } = await run(node, [fileOf(example)], { cwd: folder, timeout: timeLimit });
    expect(stderr).toBe('');
    const printed = printedBy(example);
    if (printed.length > 0) expect(stdout.trimEnd().split('\n')).toEqual(printed);
  });
});

describe.each(notRun)('the example at $place', ({ notRun: why }) => {
  it(`is not run: ${why}`, () => {
    expect(why).toMatch(/\w+ \w+/);
  });
});

describe('the command line in the documentation', () => {
  const calls = examples()
    .filter(({ language }) => ['sh', 'bash', 'console'].includes(language))
    .flatMap(({ place, code }) => code.split('\n').map((line) => ({ place, line })))
    .flatMap(({ place, line }) => {
      const call = /(?:^|\s)async-scope (?<command>\w+)(?<options>.*)/.exec(line.replace(/#.*/, ''))?.groups;
      // What follows `--` is the program's own.
      return call ? [{ place, command: call.command ?? '', options: call.options?.split(' -- ')[0] ?? '' }] : [];
    });

  it('is there', () => {
    expect(calls.length).toBeGreaterThan(0);
  });

  it.each(calls)('at $place has the command $command and its options$options', async ({ command, options }) => {
    const { code, stdout } = await runCli(product.cli, [command, '--help'], { cwd: folder, node });
    expect(code).toBe(0);
    const known = [...stdout.matchAll(/--[\w-]+/g)].map(([option]) => option);
    const used = [...options.matchAll(/--[\w-]+/g)].map(([option]) => option);
    expect(used.filter((option) => !known.includes(option))).toEqual([]);
    expect(stdout).toContain(`async-scope ${command}`);
  });
});
