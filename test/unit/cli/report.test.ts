import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { report } from '../../../src/cli/report.ts';
import { formatFor } from '../../../src/cli/reporting.ts';
import { defaultConfiguration } from '../../../src/common/configuration/schema.ts';
import { type Report, reportSchema } from '../../../src/model/report/schema.ts';
import type { AgentEvent } from '../../../src/protocol/events.ts';
import { toRecordingLine } from '../../../src/protocol/wire.ts';
import { hello } from './batches.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function replayed(events: readonly AgentEvent[], configuration = defaultConfiguration): Promise<Report> {
  const recording = join(folder, 'run.asyncscope');
  await writeFile(recording, events.map((event) => toRecordingLine('7/0', event)).join(''));
  let written = '';
  const refuse = (text: string): never => expect.fail(text);
  const terminal = { print: refuse, warn: refuse, colors: {} as never };
  await report({ recording, format: formatFor('a.json'), output: undefined, configuration }, terminal, (text) => {
    written += text;
  });
  return v.parse(reportSchema, JSON.parse(written));
}

const held = (releasedAt: number): AgentEvent[] => [
  hello(7),
  { type: 'site', time: 1, id: 1, url: join(folder, 'app.js'), line: 1, column: 1, fn: 'save' },
  {
    type: 'lock-waiting',
    time: 1,
    id: 3,
    lock: 'file',
    kind: 'mutex',
    permits: 1,
    task: 0,
    scope: 0,
    stack: [1],
    holding: [],
    object: 0,
    origin: 'library',
  },
  { type: 'lock-acquired', time: 1, id: 3 },
  { type: 'lock-released', time: releasedAt, id: 3, acquired: true, task: 0, stack: [1] },
];

describe('a recording is replayed', () => {
  it('finding what only time could show, although nothing happened in that time', async () => {
    const { findings } = await replayed(held(9_000));
    expect(findings.map(({ kind }) => kind)).toEqual(['lock-held-too-long']);
    expect((await replayed(held(900))).findings).toEqual([]);
  });

  it('with its places led to their source', async () => {
    const map = { version: 3, sources: ['app.ts'], names: [], mappings: 'AAUE' };
    const url = `data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
    await writeFile(join(folder, 'app.js'), `save();\n//# sourceMappingURL=${url}\n`);
    const { findings } = await replayed(held(9_000));
    expect(findings[0]?.parties[0]?.stack).toEqual([{ path: join(folder, 'app.ts'), line: 11, column: 3, fn: 'save' }]);
  });

  it('by the thresholds of the configuration', async () => {
    const thresholds = { ...defaultConfiguration.thresholds, lockHeld: 10_000 };
    expect((await replayed(held(9_000), { ...defaultConfiguration, thresholds })).findings).toEqual([]);
  });

  it('without the secrets that were recorded, unless they are wanted', async () => {
    const task: AgentEvent = {
      type: 'task-started',
      time: 1,
      id: 9,
      name: 'login password=hunter2',
      kind: 'task',
      parent: 0,
      scope: 0,
      stack: [],
    };
    const named = async (enabled: boolean): Promise<string | undefined> => {
      const redaction = { ...defaultConfiguration.redaction, enabled };
      const { open } = await replayed([hello(7), task], { ...defaultConfiguration, redaction });
      return open.tasks[0]?.name;
    };
    expect(await named(true)).toBe('login password=[redacted]');
    expect(await named(false)).toBe('login password=hunter2');
  });

  it('as of the time when it was recorded', async () => {
    expect((await replayed(held(900))).generatedAt).toBe(hello(7).timeOrigin + 900);
  });
});

describe('the format of a report', () => {
  it('follows from the name of its file', () => {
    expect(formatFor('a.JSON').id).toBe('json');
    expect(formatFor('a.b.html').id).toBe('html');
    expect(formatFor('/folder.md/a.md').id).toBe('markdown');
  });

  it('must be known', () => {
    expect(() => formatFor('a.pdf')).toThrow(/^A report cannot be written to a\.pdf: .*\.json/);
    expect(() => formatFor('report')).toThrow('should end in one of');
  });
});
