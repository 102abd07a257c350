import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { referenceFolder, writeReference } from '../../../src/build/reference.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'async-scope-reference-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function contentOf(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'utf8')] as const)),
  );
}

it('the API reference is what the docstrings say (run npm run docs)', async () => {
  await writeReference(folder);
  expect(await contentOf(referenceFolder)).toEqual(await contentOf(folder));
});
