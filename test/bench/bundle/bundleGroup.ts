import { readFile, stat } from 'node:fs/promises';
import { packageVsix } from '../../../src/build/package.ts';
import type { Figure, Group, Measurement } from '../measurement.ts';

const kilobytes = 1_000;

async function size(path: string): Promise<Figure> {
  const { size } = await stat(path).catch(() => {
    throw new Error(`${path} is missing: run npm run build first.`);
  });
  return { value: size / kilobytes };
}

const sizeOf = (name: string, atMost: number, file: () => Promise<string>): Measurement => ({
  rows: [{ name, unit: 'KB', budget: { atMost } }],
  measure: async () => [await size(await file())],
});

async function agentBundle(): Promise<string> {
  const path = 'dist/agent/preload.cjs';
  const text = await readFile(path, 'utf8');
  if (!text.includes('async-scope:trap')) throw new Error('The agent bundle has lost its trap line.');
  return path;
}

/** Sizes of what users download and of what is loaded into their programs. */
export const bundleGroup: Group = {
  name: 'bundle',
  measurements: [
    sizeOf('size of the VSIX', 3_000, packageVsix),
    sizeOf('size of the agent bundle', 100, agentBundle),
    sizeOf('size of the library', 500, async () => 'dist/lib/index.js'),
  ],
};
