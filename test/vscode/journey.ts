import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../src/common/errors.ts';
import { eventually } from '../support/eventually.ts';
import { type Journey, lineOf } from './journeySetup.ts';
import { type RowTest, rowsUnder, type TreeRow, type TreeView } from './pages/treeView.ts';

/** One step of the way that a person goes with the extension. */
export interface JourneyStep {
  /** A sentence without its full stop. */
  name: string;
  /** Does it, checks it, and says in a few words what was seen. */
  run(journey: Journey): Promise<string>;
}

/** How a step went. */
export interface StepOutcome {
  name: string;
  ok: boolean;
  /** What was seen, or what was wrong. */
  detail: string;
}

const filterLabel = 'Cancel-scope errors';
const wanted = { Scopes: 3, Tasks: 3, Locks: 1, Sessions: 2 } as const;

const exports = [
  {
    format: 'HTML',
    extension: 'html',
    isRight: (text: string) => /<!doctype html>/i.test(text) && /<\/html>\s*$/i.test(text),
  },
  { format: 'JSON', extension: 'json', isRight: (text: string) => Array.isArray(JSON.parse(text).findings) },
  { format: 'Markdown', extension: 'md', isRight: (text: string) => /^# /m.test(text) },
] as const;

const isFinding = (row: TreeRow): boolean => /query: chapter one/.test(row.label + row.description) && row.level > 1;

async function vsixInstalled({ vscode, workbench }: Journey): Promise<string> {
  const [said] = vscode.installed;
  if (said === undefined) throw new Error('No VSIX was installed.');
  await workbench.openContainer('Async Scope');
  return said;
}

async function started({ debug, workbench }: Journey): Promise<string> {
  await debug.chooseConfiguration('Orchestra');
  await workbench.pressF5();
  const since = performance.now();
  await debug.untilStarted();
  return `"Orchestra" runs after ${Math.round(performance.now() - since)} ms`;
}

async function treeIsLive({ tree }: Journey): Promise<string> {
  await tree.open();
  const count = (rows: readonly TreeRow[], group: string): number => rowsUnder(rows, group).length;
  const groups = Object.entries(wanted);
  await tree.untilRows(
    'the groups of the tree',
    (rows) => groups.every(([group]) => rows.some((row) => row.label === group)),
    30_000,
  );
  for (const [group] of groups) await tree.expand(group);
  const rows = await tree.untilRows(
    groups.map(([group, least]) => `at least ${least} ${group}`).join(', '),
    (seen) => groups.every(([group, least]) => count(seen, group) >= least),
    30_000,
  );
  return groups.map(([group]) => `${count(rows, group)} ${group.toLowerCase()}`).join(', ');
}

async function filterIsShown({ debug }: Journey): Promise<string> {
  await debug.open();
  const rows = await eventually(
    () => debug.breakpoints(),
    (seen) => seen.some((row) => row.label === filterLabel && row.isExceptionFilter && row.checked),
    { what: `"${filterLabel}" is in the Breakpoints view and ticked` },
  );
  return rows.map((row) => `${row.checked ? '☑' : '☐'} ${row.label}`).join(', ');
}

async function stoppedOnTheLine(journey: Journey): Promise<string> {
  const { debug, samplePort } = journey;
  const line = await lineOf(journey, 'stream.ts', 'scope.exit();');
  const since = performance.now();
  // The answer may be held up by the stop that it brings about.
  const asked = fetch(`http://127.0.0.1:${samplePort}/violate`).then(
    (response) => response.text(),
    (error: unknown) => messageOf(error),
  );
  const place = await debug.untilStopped().catch(async (error: unknown) => {
    const answer = await Promise.race([asked, Promise.resolve('no answer')]);
    throw new Error(`${messageOf(error)} The sample said: ${answer}`, { cause: error });
  });
  const elapsed = Math.round(performance.now() - since);
  if (place.file !== 'stream.ts' || place.line !== line) {
    throw new Error(`Stopped at ${place.file}:${place.line}, not at stream.ts:${line}.`);
  }
  const exception = await eventually(
    () => debug.exception(),
    (seen) => /task/i.test(`${seen?.title} ${seen?.description}`),
    { what: 'the exception widget says what happened' },
  );
  return `${place.file}:${place.line} after ${elapsed} ms: ${exception?.title} ${exception?.description}`.trim();
}

/** Opens a site of the finding from the tree and checks that the editor shows it. */
async function siteOpens(journey: Journey, action: string, text: string): Promise<string> {
  const { tree, workbench } = journey;
  const line = await lineOf(journey, 'stream.ts', text);
  await tree.open();
  await tree.expand('Findings');
  const row = await tree.clickInlineAction(isFinding, action);
  const editor = await eventually(
    () => workbench.activeEditor(),
    (seen) => seen.file === 'stream.ts' && seen.line === line,
    { what: `${action} opens stream.ts:${line}` },
  );
  return `${editor.file}:${editor.line} from "${row.label}"`;
}

async function retrySucceeds({ debug, tree }: Journey): Promise<string> {
  if (await debug.stoppedAt()) await debug.continue();
  await tree.open();
  await tree.expand('Operations');
  const isPublish = (row: TreeRow): boolean => row.label.startsWith('publish');
  const before = (
    await tree.untilRows('the failed operation', (rows) =>
      rows.some((row) => isPublish(row) && /failed/i.test(row.description)),
    )
  ).find(isPublish);
  const rows = await retry(tree, isPublish);
  const after = rows.find(isPublish);
  return `${before?.label}: "${before?.description}" became "${after?.description}"`;
}

/** The tree of a running program moves; a row that moves under the mouse takes no click, so a person clicks again. */
async function retry(tree: TreeView, isOperation: RowTest): Promise<readonly TreeRow[]> {
  const succeeded = (rows: readonly TreeRow[]): boolean =>
    rows.some((row) => isOperation(row) && /completed · 2/i.test(row.description));
  for (let left = 3; ; left -= 1) {
    await tree.clickInlineAction(isOperation, 'Retry Operation');
    try {
      return await tree.untilRows('the second attempt succeeded', succeeded, 5_000);
    } catch (error) {
      if (left === 1) throw error;
    }
  }
}

async function reportOpens({ report }: Journey): Promise<string> {
  await report.open();
  await report.untilText(/query: chapter one/);
  return await report.heading();
}

async function exported(journey: Journey, { format, extension, isRight }: (typeof exports)[number]): Promise<string> {
  const { workbench, folder } = journey;
  const path = join(folder, `exported.${extension}`);
  await workbench.runAndAnswer('Async Scope: Export Report', format);
  await workbench.saveAs(path);
  const text = await eventually(() => readFile(path, 'utf8'), isRight, { what: `${path} holds the report` });
  return `${extension}, ${text.length} characters`;
}

const themes = [
  { name: 'Light Modern', kind: 'vs' },
  { name: 'Dark Modern', kind: 'vs-dark' },
  { name: 'Dark High Contrast', kind: 'hc-black' },
  { name: 'Light High Contrast', kind: 'hc-light' },
] as const;

/** Shows the report in each theme and lets axe look at it. */
async function reportIsAccessible({ workbench, report }: Journey): Promise<string> {
  for (const { name, kind } of themes) {
    await workbench.setTheme(name, kind);
    await report.untilTheme(kind);
    const problems = await report.accessibilityProblems();
    await workbench.screenshot(`report-${kind}`);
    if (problems.length > 0) throw new Error(`In ${name}: ${problems.join(' ')}`);
  }
  return `no problems found in ${themes.map(({ name }) => name).join(', ')}`;
}

/** The whole way, in order; each step goes on where the one before has ended. */
export const journeySteps: readonly JourneyStep[] = [
  { name: 'The VSIX is installed', run: vsixInstalled },
  { name: 'F5 starts the sample', run: started },
  { name: 'The tree shows scopes, tasks, locks and sessions while the program runs', run: treeIsLive },
  { name: `The Breakpoints view shows "${filterLabel}"`, run: filterIsShown },
  { name: 'The debugger stops at the violating line with the exception widget', run: stoppedOnTheLine },
  {
    name: 'The enter site opens from the tree',
    run: (journey) => siteOpens(journey, 'Go to Enter Site', 'CancelScope.enter('),
  },
  {
    name: 'The exit site opens from the tree',
    run: (journey) => siteOpens(journey, 'Go to Exit Site', 'scope.exit();'),
  },
  { name: 'A retried operation succeeds in its second attempt', run: retrySucceeds },
  { name: 'The report opens', run: reportOpens },
  ...exports.map((each) => ({
    name: `The report is exported as ${each.format}`,
    run: (journey: Journey) => exported(journey, each),
  })),
  { name: 'The report is accessible in light, dark and high contrast', run: reportIsAccessible },
];

/** Takes one step and keeps a picture of where it led. */
export async function takeStep(journey: Journey, step: JourneyStep): Promise<StepOutcome> {
  const number = String(journeySteps.indexOf(step) + 1).padStart(2, '0');
  const slug = step.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  try {
    const detail = await step.run(journey);
    await journey.workbench.screenshot(`${number}-${slug}`);
    return { name: step.name, ok: true, detail };
  } catch (error) {
    const picture = await journey.workbench.screenshot(`${number}-${slug}-failed`);
    const said = await journey.workbench.notifications();
    const notes = said.length > 0 ? ` VS Code says: ${said.join(' | ')}.` : '';
    return { name: step.name, ok: false, detail: `${messageOf(error)}${notes} Picture: ${picture}` };
  }
}

/** The line printed for a step. */
export const outcomeLine = ({ ok, name, detail }: StepOutcome): string => `${ok ? '✓' : '✗'} ${name} — ${detail}`;
