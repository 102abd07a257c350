import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultThresholds } from '../../../src/model/state.ts';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { type Judged, judged } from '../agent/judged.ts';
import { runWatched } from '../agent/runWatched.ts';

/**
 * Each folder is a cause class, with a program that breaks the rule and one that comes near it. A program says in
 * comment lines of its own what it needs: `// flags: --expose-gc` for Node, `// later: 20000` for the ms after which
 * the model looks once more, `// cancelGrace: 200` for that threshold, `// parties: 1` where the class has no second party.
 */
const causes = resolve('test/programs/causes');
const classes = await readdir(causes);

const saidIn = (source: string, name: string): string | undefined =>
  new RegExp(`^// ${name}: (.+)$`, 'm').exec(source)?.[1];

/** Runs a program to its end, as a user's, and lets the model judge it. */
async function judge(major: NodeMajor, source: string): Promise<Judged> {
  const run = await runWatched({
    node: await nodeBinary(major),
    source: source.replaceAll(`from 'async-scope'`, 'from LIBRARY'),
    nodeOptions: saidIn(source, 'flags') ?? '',
  });
  expect([run.code, run.stderr, run.host.problems]).toEqual([0, '', []]);
  const cancelGrace = Number(saidIn(source, 'cancelGrace') ?? defaultThresholds.cancelGrace);
  return judged(run.host, Number(saidIn(source, 'later') ?? 0), { cancelGrace });
}

describe.each(classes)('%s', (cause) => {
  const read = (name: string): Promise<string> => readFile(join(causes, cause, name), 'utf8');

  it.each(nodeMajors)(
    'is found on Node %i where it is, with the places of both parties, and nothing else',
    async (major) => {
      const source = await read('violating.mjs');
      const { findings, places } = await judge(major, source);
      expect(findings.map(({ kind }) => kind)).toEqual([cause]);
      const found = findings.flatMap(places);
      expect(new Set(found)).toEqual(new Set(['program.mjs']));
      expect(found.length).toBeGreaterThanOrEqual(Number(saidIn(source, 'parties') ?? 2));
    },
  );

  it.each(nodeMajors)('is not found on Node %i where a program only comes near it', async (major) => {
    const { findings, places } = await judge(major, await read('nearMiss.mjs'));
    expect(findings.map((finding) => [finding.sentence, ...places(finding)])).toEqual([]);
  });
});
