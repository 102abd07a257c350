import { relative } from 'node:path';
import type { Dump, DumpFrame } from './dump.ts';

const number = (value: number): string => value.toLocaleString('en');
const counted = (value: number, one: string, many: string): string => `${number(value)} ${value === 1 ? one : many}`;

/** A dump as a person reads it: each stack innermost first, by task where tasks are known. */
export function dumpText(dump: Dump): string {
  const { program, stacks, total, suspended, took } = dump;
  const where = `${program.title === '' ? 'process' : program.title} (${program.pid}, Node ${program.node})`;
  const lines = [
    suspended === 0
      ? `No asynchronous function of ${where} is suspended.`
      : `${counted(suspended, 'asynchronous function is', 'asynchronous functions are')} suspended in ${where}; looking took ${Math.round(took)} ms.`,
  ];
  const byTask = groups(dump);
  for (const [task, members] of byTask) {
    if (byTask.size > 1 || task !== '') lines.push('', task === '' ? 'No task is known of:' : `Task ${task}:`);
    for (const { count, frames } of members) lines.push('', ...stackLines(count, frames));
  }
  if (stacks.length < total) {
    lines.push('', `These are ${number(stacks.length)} of ${number(total)} different stacks; --most shows more.`);
  }
  return lines.join('\n');
}

function groups({ stacks }: Dump): Map<string, Dump['stacks']> {
  const byTask = new Map<string, Dump['stacks']>();
  const known = stacks.filter(({ task }) => task !== undefined);
  for (const stack of [...known, ...stacks.filter(({ task }) => task === undefined)]) {
    const name = stack.task ? `"${stack.task.name}" (${stack.task.id})` : '';
    byTask.set(name, [...(byTask.get(name) ?? []), stack]);
  }
  return byTask;
}

function stackLines(count: number, frames: readonly DumpFrame[]): string[] {
  const head = `× ${number(count)}  `;
  return frames.map((frame, index) => {
    const { fn, through } = frame;
    const how = through === undefined ? '' : `  through ${through}`;
    const indent = index === 0 ? head : `${' '.repeat(head.length)}← `;
    return `${indent}${fn || '(anonymous)'}  ${placeOf(frame)}${how}`;
  });
}

function placeOf({ path, line, column }: DumpFrame): string {
  const near = relative(process.cwd(), path);
  const isFile = path.startsWith('/') || /^[a-z]:\\/i.test(path);
  return `${isFile && !near.startsWith('..') ? near : path}:${line}:${column}`;
}
