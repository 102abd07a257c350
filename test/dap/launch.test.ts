import { copyFile, mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadlessDebugger, type HeadlessSession } from '../support/headless/headlessDebugger.ts';
import { nodeBinary } from '../support/nodes.ts';
import { agentPreload } from './agentPreload.ts';
import { type Heard, withAsyncScope } from './scopeDebugger.ts';
import { type Stop, walk } from './walk.ts';

const folder = join(import.meta.dirname, '..', 'programs', 'dap');

let headless: HeadlessDebugger;
let preload: string;

beforeAll(async () => {
  [headless, preload] = await Promise.all([HeadlessDebugger.start(), agentPreload()]);
});

afterAll(() => headless.dispose());

interface Outcome {
  output: string;
  stops: Stop[];
  heard: Heard;
}

async function debug(changes: Record<string, unknown>, preloadPath = preload): Promise<Outcome> {
  const configuration = {
    type: 'pwa-node',
    request: 'launch',
    name: 'environment',
    program: join(folder, 'environment.cjs'),
    cwd: folder,
    runtimeExecutable: await nodeBinary(24),
    ...changes,
  };
  const { setup, heard } = withAsyncScope({ configuration }, preloadPath);
  const run = await headless.debug(setup);
  const stops = await walk(run);
  await run.stop();
  return {
    stops,
    heard,
    output: run.sessions
      .filter((session) => session.isTarget)
      .map(outputOf)
      .join(''),
  };
}

const outputOf = (session: HeadlessSession): string =>
  session
    .events('output')
    .map(({ body }) => body as { category?: string; output: string })
    .filter(({ category }) => category === 'stdout')
    .map(({ output }) => output)
    .join('');

const saidHello = ({ heard }: Outcome): boolean => heard.events.some(({ event }) => event.type === 'hello');

describe('a program that is launched with the agent', () => {
  it('still gets the NODE_OPTIONS and the variables of its envFile', async () => {
    const envFile = join(await mkdtemp(join(tmpdir(), 'env-')), '.env');
    await writeFile(envFile, 'NODE_OPTIONS="--title=fromTheFile"\nFROM_FILE=yes\n');
    const outcome = await debug({ envFile });
    expect(JSON.parse(outcome.output)).toEqual({ title: 'fromTheFile', fromFile: 'yes' });
    expect(saidHello(outcome)).toBe(true);
  });

  it('still gets the NODE_OPTIONS of its configuration', async () => {
    const outcome = await debug({ env: { NODE_OPTIONS: '--title=fromEnv' } });
    expect(JSON.parse(outcome.output)).toEqual({ title: 'fromEnv', fromFile: null });
    expect(saidHello(outcome)).toBe(true);
  });

  it.skipIf(process.platform === 'win32')(
    'loads the agent from a folder with blanks and quotes in its name',
    async () => {
      const parent = await realpath(await mkdtemp(join(tmpdir(), 'agent-')));
      const own = join(parent, `it's "my" folder`, 'agent');
      await mkdir(own, { recursive: true });
      await copyFile(preload, join(own, 'preload.cjs'));
      expect(saidHello(await debug({}, join(own, 'preload.cjs')))).toBe(true);
    },
  );

  it('stops at its first line when it should, for the reason the debugger gives', async () => {
    const { stops } = await debug({ stopOnEntry: true });
    expect(stops.map(({ event, frames }) => [event.reason, frames[0]?.line])).toEqual([['entry', 2]]);
  });

  it('tells its events without debugging, too', async () => {
    const outcome = await debug({ noDebug: true });
    expect(saidHello(outcome)).toBe(true);
    expect(outcome.output).toContain('fromFile');
  });

  it('runs as ever, with one sentence, when the agent is not there', async () => {
    const outcome = await debug({}, join(folder, 'missing', 'preload.cjs'));
    expect(outcome.output).toContain('fromFile');
    expect(saidHello(outcome)).toBe(false);
    expect(outcome.heard.log[0]).toMatch(/^Async Scope stays out of this run, because its agent could not be read: /);
  });
});
