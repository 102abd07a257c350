import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { ExpectedError, messageOf } from '../common/errors.ts';
import { type MappedSite, SiteMapper } from '../common/siteMapper.ts';
import { type DumpAnswer, type DumpedProgram, answerSchema, programSchema } from './dumpAnswer.ts';
import { type DumpTarget, openDumpTarget } from './dumpTarget.ts';
import { dumpText } from './dumpText.ts';
import { findAgentFile } from './guard.ts';
import type { Terminal } from './terminal.ts';

export const dumpFormats = ['text', 'json'] as const;
export type DumpFormat = (typeof dumpFormats)[number];

export interface DumpOptions {
  /** A process id, or host:port. */
  target: string;
  format: DumpFormat;
  /** Stacks that are told at most. */
  most: number;
  /** ms */
  timeout: number;
  /** However long the program will stand still. */
  yes: boolean;
  allowRemote: boolean;
}

/** A suspended function, at its place in the source where a source map leads there. */
export interface DumpFrame {
  /** A path of this machine; for scripts that are no file, what V8 calls them. */
  path: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** The name of the function; empty where it has none. */
  fn: string;
  /** The place is one in the source. */
  mapped: boolean;
  /** How it awaits the frame before it, where it does not do so directly. */
  through?: DumpAnswer['stacks'][number]['frames'][number]['through'];
}

/** What is printed as JSON. */
export interface Dump extends Omit<DumpAnswer, 'stacks'> {
  program: Omit<DumpedProgram, 'heap'>;
  stacks: { count: number; task?: { id: number; name: string } | undefined; frames: DumpFrame[] }[];
}

/** ms a program stands still for each byte of its heap, about. */
const perByte = 10 / 1_000_000;
/** Expected pauses that are waited for: a machine may be busy. */
const longestPauses = 10;
/** ms it may stand still without being asked about. */
const shortPause = 1_000;

/** Hidden from the debugger, and known to the code itself as its own. */
const sourceUrl = '//# sourceURL=async-scope.cdp';
const programExpression = `(() => {
  const { pid, versions, argv, release } = process;
  const heap = require('node:v8').getHeapStatistics().used_heap_size;
  return { pid, node: release.name === 'node' ? versions.node : '', title: argv[1] ?? '', heap };
})()\n${sourceUrl}`;

/**
 * Prints where every asynchronous function of a running program is suspended.
 * @param out receives it
 * @throws ExpectedError saying why that cannot be known and what to do
 */
export async function dump(options: DumpOptions, terminal: Terminal, out: (text: string) => void): Promise<void> {
  const { target, format, most, timeout } = options;
  const code = await readFile(findAgentFile('asyncStacks.cjs'), 'utf8');
  const connection = await openDumpTarget(target, timeout, options.allowRemote);
  let program: DumpedProgram;
  let answer: DumpAnswer;
  try {
    program = await programOf(connection, target, timeout);
    const pause = program.heap * perByte;
    announce(program, pause, options.yes, terminal);
    answer = await ask(connection, expressionFor(code, most), timeout + longestPauses * pause);
  } finally {
    await connection.close();
  }
  const result = await mapped(program, answer);
  out(format === 'json' ? JSON.stringify(result, null, 2) : dumpText(result));
}

async function programOf(connection: DumpTarget, target: string, timeout: number): Promise<DumpedProgram> {
  const problem = `${target} cannot be asked`;
  let value: unknown;
  try {
    value = await connection.evaluate(programExpression, timeout);
  } catch (error) {
    throw new ExpectedError(
      `${problem}: ${messageOf(error)} It has to be Node, and one that is stopped answers nobody.`,
    );
  }
  const program = v.safeParse(programSchema, value);
  if (!program.success || program.output.node === '') throw new ExpectedError(`${problem}: it is not Node.`);
  const { node } = program.output;
  if (Number.parseInt(node, 10) < 20)
    throw new ExpectedError(`${problem}: it runs on Node ${node}, and Node 20 is the oldest that can.`);
  return program.output;
}

/** @throws ExpectedError when it takes long and nobody has allowed that */
function announce({ pid, heap }: DumpedProgram, pause: number, yes: boolean, terminal: Terminal): void {
  if (pause <= shortPause) return;
  const cost = `Process ${pid} will stand still for about ${(pause / 1_000).toFixed(1)} s, because its heap has ${Math.round(heap / 1_000_000)} MB.`;
  if (!yes) throw new ExpectedError(`${cost} Pass --yes to do it all the same.`);
  terminal.warn(cost);
}

/** A script of its own, of which nothing stays in the program. */
const expressionFor = (code: string, most: number): string =>
  `(() => { const module = { exports: {} }; const { exports } = module; { ${code}\n } return module.exports.take(${most}); })()\n${sourceUrl}`;

async function ask(connection: DumpTarget, expression: string, timeout: number): Promise<DumpAnswer> {
  try {
    return v.parse(answerSchema, await connection.evaluate(expression, timeout));
  } catch (error) {
    throw new ExpectedError(`The asynchronous stacks could not be taken: ${messageOf(error)}`);
  }
}

async function mapped({ pid, node, title }: DumpedProgram, answer: DumpAnswer): Promise<Dump> {
  const mapper = new SiteMapper((path) => readFile(path, 'utf8'));
  const places = new Map<string, Promise<MappedSite>>();
  const frameOf = async ({ through, ...site }: DumpAnswer['stacks'][number]['frames'][number]): Promise<DumpFrame> => {
    const key = `${site.url}:${site.line}:${site.column}`;
    let place = places.get(key);
    if (!place) {
      place = mapper.map(site);
      places.set(key, place);
    }
    const { path, line, column, fn, mapped } = await place;
    return { path, line, column, fn, mapped, ...(through && { through }) };
  };
  const stacks = answer.stacks.map(async ({ count, task, frames }) => ({
    count,
    ...(task && { task }),
    frames: await Promise.all(frames.map(frameOf)),
  }));
  return { program: { pid, node, title }, ...answer, stacks: await Promise.all(stacks) };
}
