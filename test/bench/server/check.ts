import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { sourceFiles } from '../../../src/server/check/sourceFiles.ts';
import { Project } from '../../../src/server/engine/project.ts';
import { severitiesOf } from '../../../src/server/engine/severities.ts';
import { rules } from '../../../src/server/rules/index.ts';

/** A program of its own, so that nothing is warm: prints what it took to check 400 files, and to type in one. */
const most = 400;
const lines = 2_000;

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000;
const folder = resolve(import.meta.dirname, '..', '..', '..');
const project = new Project(folder, rules, severitiesOf(rules, new Set()));

const paths: string[] = [];
for await (const path of sourceFiles([`${folder}/src`, `${folder}/test`], console.error)) {
  if (paths.length < most) paths.push(path);
}
const before = process.threadCpuUsage();
let text = '';
for (const path of paths) {
  const content = await readFile(path, 'utf8');
  project.update(path, content);
  if (text.split('\n').length < lines) text += `${content.replaceAll(/^(import|export \*) [\s\S]*?;$/gm, '')}\n`;
}
for (const path of paths) project.findings(path);
const cold = milliseconds(process.threadCpuUsage(before));
const memory = process.memoryUsage().rss / 1_000_000;

const page = text.split('\n').slice(0, lines).join('\n');
const times: number[] = [];
for (let key = 0; key < 60; key += 1) {
  const at = Math.floor((page.length / 60) * key);
  const start = process.threadCpuUsage();
  project.update(`${folder}/src/page.ts`, `${page.slice(0, at)}x${page.slice(at)}`);
  project.findings(`${folder}/src/page.ts`);
  times.push(milliseconds(process.threadCpuUsage(start)));
}
const keystroke = times.toSorted((a, b) => a - b)[times.length / 2];
process.stdout.write(JSON.stringify({ files: paths.length, cold, memory, keystroke }));
