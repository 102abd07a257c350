import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, type ReportFinding, reportSchema } from '../../../src/model/report/schema.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runCli } from './runCli.ts';

let product: BundledCli;
let orchestra = '';

beforeAll(async () => {
  product = await bundleCli();
  orchestra = await product.program('orchestra');
});
afterAll(() => product?.dispose());

/** Runs the sample on one version of Node, until everything that goes wrong in it has gone wrong. */
async function runOn(major: NodeMajor): Promise<{ report: Report; code: number | null; stdout: string }> {
  const node = await nodeBinary(major);
  const path = `report-${major}.json`;
  let asked = false;
  const { code, stdout } = await runCli(
    product.cli,
    [
      'run',
      '--no-record',
      '--report',
      path,
      '--fail-on',
      'violations',
      '--',
      node,
      '--enable-source-maps',
      'dist/main.js',
    ],
    {
      cwd: orchestra,
      // The command line itself runs on the same version.
      node,
      env: { ORCHESTRA_DELAY_MS: '500' },
      onOutput: (output) => {
        const url = /orchestra: (\S+)/.exec(output)?.[1];
        if (asked || url === undefined || !output.includes('gave the story file back')) return;
        asked = true;
        void fetch(new URL('quit', url));
      },
    },
  );
  const text = await readFile(join(orchestra, path), 'utf8');
  return { report: v.parse(reportSchema, JSON.parse(text)), code, stdout };
}

/** 1-based number of the line of a source file that has the text. */
async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(join(orchestra, 'src', file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}

const ofKind = (report: Report, kind: ReportFinding['kind']): ReportFinding[] =>
  report.findings.filter((finding) => finding.kind === kind);

describe.concurrent.each(nodeMajors)('the orchestra on Node %s', (major) => {
  it('is seen with its violation, lock, session and operations, at their source lines', async () => {
    const { report, code } = await runOn(major);

    const violations = ofKind(report, 'exited-in-another-task');
    expect(violations).toHaveLength(1);
    const [violation] = violations;
    expect(violation?.subject).toMatchObject({ kind: 'scope', name: 'query: chapter one' });
    const parties = violation?.parties.map(({ role, taskName, stack }) => ({ role, taskName, at: stack[0] }));
    const source = join(orchestra, 'src', 'stream.ts');
    expect(parties).toContainEqual({
      role: 'exited',
      taskName: 'housekeeper',
      at: expect.objectContaining({ path: source, line: await lineOf('stream.ts', 'scope.exit()') }),
    });
    expect(parties).toContainEqual({
      role: 'entered',
      taskName: 'reviewer',
      at: expect.objectContaining({ path: source, line: await lineOf('stream.ts', 'CancelScope.enter(') }),
    });
    // The other errors a scope can have are not in this program: none may be made up.
    expect(report.findings.filter((finding) => finding.severity === 'error')).toEqual(violations);

    expect(ofKind(report, 'lock-held-too-long')[0]).toMatchObject({ subject: { kind: 'lock', name: 'story-file' } });
    expect(ofKind(report, 'session-leaked').map(({ subject }) => subject.name)).toContain('archivist session');
    expect(report.operations.map(({ name, state, attemptCount }) => ({ name, state, attemptCount }))).toEqual(
      expect.arrayContaining([
        { name: 'qa-gate', state: 'failed', attemptCount: 2 },
        { name: 'publish', state: 'failed', attemptCount: 1 },
      ]),
    );
    // Five of its own, and its server.
    expect(report.statistics.sessions).toMatchObject({ opened: 6, completed: 5 });
    expect(report.indicators.cancelScopeErrorRate).toBeGreaterThan(0);
    expect(code).toBe(3);
  });
});
