import { readFile, stat } from 'node:fs/promises';
import { packageVsix } from '../../../src/build/package.ts';
import type { Row } from '../row.ts';

const kilobytes = 1_000;

const sizeRow = async (name: string, path: string, budget: number): Promise<Row> => {
  const { size } = await stat(path).catch(() => {
    throw new Error(`${path} is missing: run npm run build first.`);
  });
  return { name, value: size / kilobytes, unit: 'KB', budget: `≤ ${budget} KB`, ok: size <= budget * kilobytes };
};

/** Sizes of what users download and of what is loaded into their programs. */
export async function bundleRows(): Promise<Row[]> {
  const vsix = await packageVsix();
  const map = await readFile('dist/agent/preload.cjs', 'utf8');
  if (!map.includes('async-scope:trap')) throw new Error('The agent bundle has lost its trap line.');
  return [await sizeRow('VSIX', vsix, 3_000), await sizeRow('agent bundle', 'dist/agent/preload.cjs', 100)];
}
