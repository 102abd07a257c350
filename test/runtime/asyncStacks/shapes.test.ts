import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type BundledAgent, bundleAgent } from '../../support/bundleAgent.ts';
import { nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { expectedOf, isIndirect, type Shape, shapes, textOf } from './shape.ts';

interface Found {
  count: number;
  frames: readonly string[];
}

const program = resolve('test/programs/asyncStacks/shapes.mjs');
const seed = Date.now();
const sampled: readonly Shape[] = [
  ...fc.sample(shapes(false), { numRuns: 1_500, seed }),
  ...fc.sample(shapes(true), { numRuns: 1_500, seed }),
];
let agent: BundledAgent;
let file: string;

beforeAll(async () => {
  agent = await bundleAgent();
  file = join(await mkdtemp(join(tmpdir(), 'shapes-')), 'shapes.json');
  await writeFile(file, JSON.stringify(sampled));
});

/** What is wrong with what was found in a shape, in words; undefined: nothing. */
function problemOf(shape: Shape, found: readonly Found[]): string | undefined {
  const expected = expectedOf(shape);
  const told = new Map<string, number>(found.map(({ frames, count }) => [textOf(frames), count]));
  const seen = new Set<string>();
  for (const { frames } of found) {
    for (let from = 0; from < frames.length; from += 1) {
      // How the innermost function waits is told of it alone: with others it is in the frame as well.
      seen.add(textOf(frames.slice(from)));
    }
  }
  const missing = [...expected.all].filter((text) => !seen.has(text));
  if (missing.length > 0) return `not found: ${missing.join(' | ')}`;
  const wrong = [...seen].filter((text) => !expected.all.has(text));
  if (wrong.length > 0) return `found, but not there: ${wrong.join(' | ')}`;
  if (isIndirect(shape)) return undefined;
  for (const [text, { calls, promises }] of expected.waiting) {
    const count = told.get(text) ?? 0;
    if (count < calls || count > promises) return `${text} is there ${calls} times, and told ${count} times`;
  }
  const extra = [...told.keys()].filter((text) => !expected.waiting.has(text));
  return extra.length > 0 ? `told although it awaits functions alone: ${extra.join(' | ')}` : undefined;
}

test.each(nodeMajors)(
  'on Node %i every suspended function of thousands of shapes is found, and nothing else',
  async (major) => {
    const node = await nodeBinary(major);
    const options = { maxBuffer: 1_000_000_000 };
    const { stdout } = await promisify(execFile)(node, [program, pathToFileURL(agent.library).href, file], options);
    const results = JSON.parse(stdout) as Found[][];
    expect(results).toHaveLength(sampled.length);
    const problems = sampled.flatMap((shape, index) => {
      const problem = problemOf(shape, results[index] ?? []);
      return problem === undefined
        ? []
        : [`${problem}\n  in ${JSON.stringify(shape)}\n  found ${JSON.stringify(results[index])}`];
    });
    problems.sort((a, b) => a.length - b.length);
    expect(problems.slice(0, 3).join('\n'), `${problems.length} shapes; seed ${seed}`).toBe('');
  },
);
