import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CdpClient } from '../../../src/common/cdpClient.ts';
import { type BundledCli, bundleCli } from '../../support/bundleCli.ts';
import { type NodeMajor, nodeBinary, nodeMajors } from '../../support/nodes.ts';
import { type StartedProgram, startProgram } from '../remote/startProgram.ts';
import { type CliResult, runCli } from './runCli.ts';

const waiting = `
async function query() {
  await new Promise((resolve) => setTimeout(resolve, 1e6)); // the timer
}
async function handle() {
  await Promise.all([query(), query(), 1]); // all of them
}
handle();
handle();
console.log('ready');
`;

let bundle: BundledCli;
const programs: StartedProgram[] = [];

beforeAll(async () => {
  bundle = await bundleCli();
});
afterEach(async () => {
  for (const program of programs.splice(0)) await program.dispose();
});
afterAll(() => bundle.dispose());

async function start(major: NodeMajor, source = waiting, options?: string[]): Promise<StartedProgram> {
  const program = await startProgram(await nodeBinary(major), source, options);
  programs.push(program);
  await program.written(/ready/);
  return program;
}

const dump = (...args: string[]): Promise<CliResult> => runCli(bundle.cli, ['dump', ...args], { cwd: bundle.folder });

describe.each(nodeMajors)('a program on Node %i', (major) => {
  it('is asked by its process id where its functions wait, time and again', async () => {
    const program = await start(major);
    for (let time = 0; time < 3; time += 1) {
      const { code, stdout, stderr } = await dump(String(program.pid));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const place = (text: string): string => `${program.file}:${program.lineOf(text)}:3`;
      expect(stdout).toContain('6 asynchronous functions are suspended');
      expect(stdout).toContain(`× 4  query  ${place('the timer')}`);
      expect(stdout).toContain(`← handle  ${place('all of them')}  through Promise.all`);
    }
    expect(program.child.exitCode ?? program.child.signalCode).toBeNull();
  });

  it('tells the same as JSON by the port of its inspector, which stays open', async () => {
    const program = await start(major, waiting, ['--inspect=0']);
    const [, port = ''] = await program.written(/ws:\/\/127\.0\.0\.1:(\d+)\//);
    const { code, stdout } = await dump(`127.0.0.1:${port}`, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      program: { pid: program.pid, title: program.file },
      total: 1,
      stacks: [
        {
          count: 4,
          frames: [
            { fn: 'query', path: program.file, line: program.lineOf('the timer'), column: 3, mapped: false },
            { fn: 'handle', line: program.lineOf('all of them') },
          ],
        },
      ],
    });
    expect((await dump(`:${port}`)).code).toBe(0);
  });
});

it('is told also while another debugger holds the program at a breakpoint', async () => {
  const program = await start(24, `${waiting}\nsetInterval(() => { debugger; }, 20);`, ['--inspect=0']);
  const [, port = '', path = ''] = await program.written(/ws:\/\/127\.0\.0\.1:(\d+)(\/[\w-]+)/);
  const cdp = await CdpClient.connect({ host: '127.0.0.1', port: Number(port), path }, 5_000, () => undefined);
  const paused = new Promise<void>((resolve) => {
    cdp.onEvent(({ method }) => method === 'Debugger.paused' && resolve());
  });
  await cdp.send('Debugger.enable', {}, 5_000);
  await paused;
  const { code, stdout } = await dump(`:${port}`);
  cdp.close();
  expect(code).toBe(0);
  expect(stdout).toContain('6 asynchronous functions are suspended');
});

it('leaves nothing in the program that others could see', async () => {
  const program = await start(
    24,
    `${waiting}
const before = Reflect.ownKeys(globalThis).map(String).join();
process.on('unhandledRejection', () => console.log('unhandled'));
setInterval(() => { if (Reflect.ownKeys(globalThis).map(String).join() !== before) console.log('changed'); }, 5);
process.on('SIGTERM', () => { console.log('clean'); process.exit(0); });`,
  );
  await dump(String(program.pid));
  program.child.kill('SIGTERM');
  await program.written(/clean/);
  await expect(Promise.race([program.written(/changed|unhandled/), program.ended])).resolves.toBe(0);
});

it('leads to the source where a map does', async () => {
  const sourceMap = {
    version: 3,
    sources: ['original.ts'],
    names: [],
    // Each line of the program is line 100 and the column it has.
    mappings: waiting
      .split('\n')
      .map((_, index) => (index === 0 ? 'AAmGA' : 'AAAA'))
      .join(';'),
  };
  const url = `data:application/json;base64,${Buffer.from(JSON.stringify(sourceMap)).toString('base64')}`;
  await start(24, `${waiting}\n//# sourceMappingURL=${url}`);
  const { stdout } = await dump(String(programs[0]?.pid));
  expect(stdout).toMatch(/query {2}.*original\.ts:100:1/);
});

describe('the command', () => {
  it('says what is wrong with what it is given', async () => {
    const wrong: [string[], RegExp][] = [
      [['4194304000'], /There is no process 4194304000\./],
      [['server'], /"server" is neither a process id nor host:port/],
      [['example.org:9229'], /example\.org is not this machine/],
      [['127.0.0.1:1'], /Nothing listens at 127\.0\.0\.1:1/],
      [['1', '--most', 'x'], /"x" is no whole number/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await dump(...args);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
      expect(stderr).toMatch(message);
    }
  });

  it('asks before it lets a program with a large heap stand still', async () => {
    const program = await start(
      24,
      `globalThis.heap = Array.from({ length: 4_000_000 }, (_, index) => ({ index }));\n${waiting}`,
    );
    const refused = await dump(String(program.pid));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/will stand still for about \d+\.\d s, because its heap has \d+ MB\. Pass --yes/);
    const done = await dump(String(program.pid), '--yes', '--timeout', '40000');
    expect(done.stderr).toMatch(/will stand still for about/);
    expect(done.stdout).toContain('6 asynchronous functions');
  });

  it('finds them also in a program that is busy without end', async () => {
    const program = await start(24, `${waiting}\nsetImmediate(() => { for (;;); });`);
    const { code, stdout } = await dump(String(program.pid));
    expect(code).toBe(0);
    expect(stdout).toContain('6 asynchronous functions');
  });

  it('says so when a program does not answer, because it is stopped', async () => {
    const program = await start(24);
    program.child.kill('SIGSTOP');
    const { code, stderr } = await dump(String(program.pid), '--timeout', '1000');
    program.child.kill('SIGCONT');
    expect(code).toBe(2);
    expect(stderr).toMatch(/opened no inspector within 1000 ms/);
  });
});
