import { describe, expect, it } from 'vitest';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { runWatched, type WatchedProgram } from '../agent/runWatched.ts';

/** A program that debugs itself. `LINE` becomes the number of the line with `// here`. */
const start = `
  import { fileURLToPath } from 'node:url';
  import { RemoteDebugger } from LIBRARY;
  const file = fileURLToPath(import.meta.url);
  function work(round) {
    const doubled = round * 2;
    return doubled; // here
  }
  const tell = (value) => console.log(JSON.stringify(value));
`;

const lineOf = (source: string, text: string): number =>
  source.split('\n').findIndex((line) => line.includes(text)) + 1;

async function run(major: NodeMajor, rest: string, more: Partial<WatchedProgram> = {}) {
  const source = (start + rest).replaceAll('LINE', String(lineOf(start, '// here')));
  const { code, stdout, stderr, host } = await runWatched({ node: await nodeBinary(major), ...more, source });
  const told = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
  return { code, told, stderr, host };
}

describe.each(nodeMajors)('a program on Node %i', (major) => {
  it('captures a breakpoint of its own with its locals, while its event loop goes on', async () => {
    const { code, told, stderr, host } = await run(
      major,
      `
      const session = await new RemoteDebugger().attach();
      const breakpoint = await session.setBreakpoint({ file, line: LINE, log: 'doubled + 1' });
      const hit = session.events.next('breakpoint-hit', 5_000);
      let turns = 0;
      const ticking = setInterval(() => (turns += 1), 1);
      const result = work(21);
      const { locals, log, frames, paused } = await hit;
      const before = turns;
      while (turns < before + 3) await new Promise(setImmediate);
      clearInterval(ticking);
      const { fn, line } = frames[0];
      tell({ result, locals, log, fn, line, paused, hits: breakpoint.hits, state: session.state });
      await session.close();
      tell({ result: work(1), hits: breakpoint.hits });
      process.exitCode = 3;
    `,
    );
    expect([code, stderr]).toEqual([3, '']);
    expect(told).toEqual([
      {
        result: 42,
        locals: [
          { name: 'round', type: 'number', value: 21, description: '21' },
          { name: 'doubled', type: 'number', value: 42, description: '42' },
        ],
        log: { type: 'number', value: 43, description: '43' },
        fn: 'work',
        line: lineOf(start, '// here'),
        paused: false,
        hits: 1,
        state: 'running',
      },
      { result: 2, hits: 1 },
    ]);
    expect(new Set(host.events.map(({ program }) => program)).size).toBe(1);
  });

  it('hits a conditional breakpoint only when the condition is true', async () => {
    const { told } = await run(
      major,
      `
      await RemoteDebugger.withSession(undefined, async (session) => {
        const hits = [];
        session.on('breakpoint-hit', ({ locals }) => hits.push(locals[0].value));
        await session.setBreakpoint({ file, line: LINE, condition: 'round % 2 === 1' });
        for (let round = 0; round < 6; round += 1) work(round);
        await session.evaluate('1');
        tell(hits);
        tell(session.statistics.hits);
      });
    `,
    );
    expect(told).toEqual([[1, 3, 5], 3]);
  });

  it('ends as ever with the session open: by itself, by its own word, and by an error', async () => {
    const attached = `
      const session = await new RemoteDebugger().attach();
      await session.setBreakpoint({ file, line: LINE });
    `;
    const ends = await Promise.all(
      ['', 'process.exit(7)', `throw new Error('the end')`].map((end) => run(major, `${attached}${end}`)),
    );
    expect(ends.map(({ code }) => code)).toEqual([0, 7, 1]);
    expect(ends.map(({ stderr }) => stderr).slice(0, 2)).toEqual(['', '']);
    expect(ends[2]?.stderr).toContain('Error: the end');
    expect(ends[2]?.stderr).not.toContain('debugger');
  });

  it('debugs its own child by the process id', async () => {
    const { code, told, stderr } = await run(
      major,
      `
      import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      const waits = 'setInterval(() => globalThis.enough && process.exit(5), 5)';
      const child = spawn(process.execPath, ['--inspect-port=0', '-e', waits], { env: {}, stdio: 'ignore' });
      const ended = once(child, 'exit');
      const session = await new RemoteDebugger().attach({ pid: child.pid });
      const paused = await session.pause();
      tell([paused.frames.length > 0, (await session.evaluate('process.pid')).value === child.pid]);
      await session.evaluate('globalThis.enough = true');
      await session.close();
      tell(await ended);
    `,
    );
    expect([code, told, stderr]).toEqual([
      0,
      [
        [true, true],
        [5, null],
      ],
      '',
    ]);
  });
});

describe('a program that debugs itself', () => {
  it('puts a breakpoint into a file that is loaded later, and into what a source was made of', async () => {
    const { told } = await run(
      24,
      `
      import { writeFileSync } from 'node:fs';
      const place = (name) => file.replace('program.mjs', name);
      // One line more in front than in the source: "value" of line 2 there is in line 3 here.
      const map = { version: 3, sources: ['made.ts'], names: [], mappings: ';AAAA;EACE' };
      const url = 'data:application/json;base64,' + Buffer.from(JSON.stringify(map)).toString('base64');
      const code = '// made\\nexport function made(value) {\\n  return value;\\n}\\n//# sourceMappingURL=' + url;
      for (const name of ['early.mjs', 'late.mjs']) writeFileSync(place(name), name === 'early.mjs' ? code : code.replace(/\\/\\/# .*/, ''));
      const early = await import(place('early.mjs'));
      const session = await new RemoteDebugger().attach();
      const inSource = await session.setBreakpoint({ file: place('made.ts'), line: 2 });
      const later = await session.setBreakpoint({ file: place('late.mjs'), line: 3 });
      tell([inSource.locations.map(({ line }) => line), later.locations]);
      const resolved = session.events.next('breakpoint-resolved', 5_000);
      const late = await import(place('late.mjs'));
      tell([(await resolved).breakpoint === later.id, later.locations.map(({ line }) => line)]);
      early.made(1);
      late.made(2);
      await session.evaluate('1');
      tell([inSource.hits, later.hits]);
      tell(await session.setBreakpoint({ file: place('made.ts'), line: 9 }).catch(({ message }) => message));
    `,
    );
    expect(told).toEqual([[[3], []], [true, [3]], [1, 1], expect.stringContaining('No code was made from line 9')]);
  });

  it('counts the hits that come faster than they can be told', async () => {
    const { told } = await run(
      24,
      `
      const session = await new RemoteDebugger().attach();
      const breakpoint = await session.setBreakpoint({ file, line: LINE });
      for (let round = 0; round < 300; round += 1) work(round);
      while (breakpoint.hits < 300) await new Promise(setImmediate);
      await session.evaluate('1');
      tell([breakpoint.hits, session.events.count < 300]);
    `,
    );
    expect(told).toEqual([[300, true]]);
  });

  it('is let go on from a breakpoint that pauses, when nobody else does so', async () => {
    const { code, told } = await run(
      24,
      `
      const session = await new RemoteDebugger().attach(undefined, { longestPause: 20 });
      await session.setBreakpoint({ file, line: LINE, pause: true });
      const resumed = session.events.next('resumed', 5_000);
      tell(work(1));
      await resumed;
      tell(session.events.recent.map(({ kind, paused }) => [kind, paused]));
      tell(await session.pause().catch(({ message }) => message));
    `,
    );
    expect(code).toBe(0);
    expect(told).toEqual([
      2,
      [
        ['breakpoint-hit', true],
        ['paused', null],
        ['resumed', null],
      ],
      expect.stringContaining('cannot let itself go on'),
    ]);
  });

  it('can be paused from another of its threads', async () => {
    const { told, code } = await run(
      24,
      `
      import { Worker, isMainThread, parentPort } from 'node:worker_threads';
      if (isMainThread) {
        const ticking = setInterval(() => work(1), 1);
        new Worker(file).on('message', (value) => {
          tell(value);
          clearInterval(ticking);
        });
      } else {
        await RemoteDebugger.withSession(undefined, async (session) => {
          const paused = session.events.next('paused', 5_000);
          await session.setBreakpoint({ file, line: LINE, pause: true });
          await paused;
          parentPort.postMessage([session.state, (await session.evaluate('doubled')).value]);
        });
      }
    `,
    );
    expect([code, told]).toEqual([0, [['paused', 2]]]);
  });

  it('is told to do without a target when it gives its own port', async () => {
    const { told } = await run(
      24,
      `
      import { url } from 'node:inspector';
      const debug = new RemoteDebugger();
      tell(await debug.attach({ url: url() }).catch(({ message }) => message));
      tell([(await debug.attach({ pid: process.pid })).target.url ?? 'own thread', debug.sessions.length]);
    `,
      { nodeOptions: '--inspect=0' },
    );
    expect(told).toEqual([expect.stringContaining('Attach without a target'), ['own thread', 1]]);
  });

  it.for([['may not start a thread', '--permission --allow-fs-read=*', 'it may not start a worker thread']])(
    'says so where it %s',
    async ([, nodeOptions, words]) => {
      const source = `tell(await new RemoteDebugger().attach().catch(({ message }) => message));`;
      const { told } = await run(24, source, { nodeOptions });
      expect(told).toEqual([expect.stringContaining(words ?? '')]);
    },
  );
});
