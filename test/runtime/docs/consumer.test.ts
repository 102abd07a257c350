import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tsc } from '../../../src/build/tsc.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { nodeBinary } from '../../support/nodes.ts';

const run = promisify(execFile);
let product: BundledCli;
let folder = '';

beforeAll(async () => {
  product = await bundleCli();
  folder = join(product.folder, 'consumer');
  await mkdir(join(folder, 'node_modules', '@types'), { recursive: true });
  await symlink(product.folder, join(folder, 'node_modules', 'async-scope'), 'junction');
  for (const name of ['valibot', '@types/node', 'undici-types']) {
    await symlink(resolve('node_modules', name), join(folder, 'node_modules', name), 'junction');
  }
});
afterAll(() => product?.dispose());

describe('somebody who installs the library', () => {
  it('can check its declarations strictly', async () => {
    const program = `
      import { AsyncDebugger, CancelScope, TaskGroup, fallback, monitoredOperation, withSession } from 'async-scope';
      const answer: number = await monitoredOperation('x', async () => 3, { recovery: fallback(4) });
      const debug = new AsyncDebugger();
      const headline: string = debug.generateReport().headline;
      // @ts-expect-error A client that cannot be disposed of needs \`close\`.
      await withSession('db', async () => ({ end() {} }), async () => answer);
      export { CancelScope, TaskGroup, headline };
    `;
    await writeFile(join(folder, 'main.mts'), program);
    const options = ['--ignoreConfig', '--strict', '--skipLibCheck', 'false', '--noEmit', '--types', 'node'];
    const target = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023,esnext.disposable'];
    const checked = await run(process.execPath, [tsc, ...options, ...target, 'main.mts'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    expect(checked.stdout).toBe('');
  });

  it('sees what is wrong with an argument, and not the library', async () => {
    await writeFile(join(folder, 'wrong.mjs'), "import { Semaphore } from 'async-scope'; new Semaphore('pool', 0);");
    const failed = await run(await nodeBinary(20), ['wrong.mjs'], { cwd: folder }).catch(
      (error: { stderr: string }) => error,
    );
    expect(failed.stderr).toContain('RangeError: Lock "pool" has 0 permits; it must be a whole number from 1.');
    expect(failed.stderr.length).toBeLessThan(2_000);
  });

  it('is given all that the manifest names', async () => {
    const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { exports: object; bin: object };
    const named = JSON.stringify([manifest.exports, manifest.bin]).match(/dist\/[\w./-]+/g) ?? [];
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: resolve('.') });
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const packed = new Set(files.map(({ path }) => path));
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((path) => !packed.has(path))).toEqual([]);
    expect([...packed].filter((path) => /^docs\/library\.md$|^media\/tree\.png$/.test(path))).toHaveLength(2);
  });
});
