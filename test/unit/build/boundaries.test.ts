import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** An import that each folder must not have, and a word of the remedy the lint error must give. */
const forbidden: readonly [folder: string, imported: string, remedy: string][] = [
  ['src/protocol', '../common/errors.ts', 'move what you need here'],
  ['src/common', 'vscode', 'move what you need here'],
  ['src/agent', '../model/model.ts', 'let the model judge'],
  ['src/agent/api', '../../adapter/pipeline.ts', 'let the model judge'],
  ['src/agent/api/debugger', '../../../adapter/pipeline.ts', 'a host of the model'],
  ['src/model', 'node:fs', 'as a parameter'],
  ['src/model/findings', '../../agent/runtime.ts', 'as a parameter'],
  ['src/adapter', 'vscode', 'SessionTrackerOptions'],
  ['src/adapter/middleware', '../../model/model.ts', 'SessionTrackerOptions'],
  ['src/extension', '../agent/runtime.ts', 'use the protocol'],
  ['src/server', 'vscode', 'reads only sources'],
  ['src/server/rules', '../../model/model.ts', 'reads only sources'],
  ['src/cli', 'vscode', 'imports protocol, common, model and adapter only'],
  ['webview-ui', '../src/adapter/pipeline.ts', 'Send a message to the extension'],
];

/** An import that is allowed everywhere it is tried. */
const allowed: readonly [folder: string, imported: string][] = [
  ['src/agent', '../protocol/events.ts'],
  ['src/agent/api/debugger', '../../../model/model.ts'],
  ['src/model', '../common/errors.ts'],
  ['src/cli', '../model/model.ts'],
  ['webview-ui', '../src/model/report/schema.ts'],
];

let folder: string;

async function lint(place: string, imported: string): Promise<string> {
  const file = join(folder, place, 'probe.ts');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `import { thing } from '${imported}';\nthing();\n`);
  try {
    const { stdout } = await run(resolve('node_modules/.bin/oxlint'), [file], { cwd: folder });
    return stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('the boundaries between folders', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'async-scope-lint-'));
    await copyFile('.oxlintrc.json', join(folder, '.oxlintrc.json'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(forbidden)('%s may not import %s, and the error names the remedy', async (place, imported, remedy) => {
    expect((await lint(place, imported)).replaceAll(/\s+/g, ' ')).toContain(remedy);
  });

  it.each(allowed)('%s may import %s', async (place, imported) => {
    expect(await lint(place, imported)).not.toContain('no-restricted-imports');
  });
});
