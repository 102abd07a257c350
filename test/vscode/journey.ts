import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../src/common/errors.ts';
import { eventually } from '../support/eventually.ts';
import { type Journey, lineOf } from './journeySetup.ts';
import type { RowTest, TreeRow, TreeView } from './pages/treeView.ts';

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
const wanted = { tasks: 6, locks: 1, sessions: 2 } as const;

const exports = [
  {
    format: 'HTML',
    extension: 'html',
    isRight: (text: string) => /<!doctype html>/i.test(text) && /<\/html>\s*$/i.test(text),
  },
  { format: 'JSON', extension: 'json', isRight: (text: string) => Array.isArray(JSON.parse(text).findings) },
  { format: 'Markdown', extension: 'md', isRight: (text: string) => /^# /m.test(text) },
] as const;

const themes = [
  { name: 'Light Modern', kind: 'vs' },
  { name: 'Dark Modern', kind: 'vs-dark' },
  { name: 'Dark High Contrast', kind: 'hc-black' },
  { name: 'Light High Contrast', kind: 'hc-light' },
] as const;

const isFinding = (row: TreeRow): boolean => /query: chapter one/.test(row.label + row.description);

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

async function viewsAreLive({ views }: Journey): Promise<string> {
  await views.tasks.open();
  const seen: string[] = [];
  for (const name of ['tasks', 'locks', 'sessions'] as const) {
    const least = wanted[name];
    const rows = await views[name].untilRows(`at least ${least} ${name}`, (all) => all.length >= least, 60_000);
    seen.push(`${rows.length} ${name}`);
  }
  return seen.join(', ');
}

const hasLine = (row: TreeRow): boolean => /\.ts:\d+/.test(row.description);

async function stacksOnRequest({ workbench, views }: Journey): Promise<string> {
  await workbench.runCommand('Async Scope: Show Async Stacks');
  const rows = await views.asyncStacks.untilRows('functions with their lines', (all) => all.some(hasLine));
  const first = rows.find(hasLine);
  return `${await views.asyncStacks.message()}; "${first?.label}" ${first?.description}`;
}

/** What was taken before is old by now, so that what is new came by itself. */
async function stacksAtStop({ workbench, views }: Journey): Promise<string> {
  await views.asyncStacks.open();
  const message = await eventually(
    () => views.asyncStacks.message(),
    (text) => /Paused .* taken just now/.test(text),
    { what: 'the stacks were taken at the stop' },
  );
  await views.asyncStacks.untilRows('functions with their lines', (all) => all.some(hasLine));
  const row = await views.asyncStacks.click(hasLine);
  const [, file, line] = /([\w-]+\.ts):(\d+)/.exec(row.description) ?? [];
  await eventually(
    () => workbench.activeEditor(),
    (seen) => seen.file === file && String(seen.line) === line,
    { what: `a click shows ${file}:${line}` },
  );
  return `${message}; "${row.label}" leads to ${file}:${line}`;
}

/** Filters all views by a word, and takes the filter away again. */
async function filtered({ workbench, views }: Journey): Promise<string> {
  await workbench.runAndEnter('Async Scope: Filter Rows…', 'publish');
  const rows = await views.operations.untilRows(
    'only rows that have to do with publishing',
    (all) => all.length > 0 && all.every((row) => row.level > 1 || /publish/.test(row.label)),
  );
  const message = await views.operations.message();
  if (!message.includes('Filter: publish')) throw new Error(`The line above the tree says "${message}".`);
  await workbench.screenshot('views-filtered');
  await workbench.runCommand('Async Scope: Clear Filter');
  await eventually(
    () => views.operations.message(),
    (text) => !text.includes('Filter'),
    { what: 'the filter is gone' },
  );
  return `${rows.length} rows with "publish"`;
}

/** Goes from the finding to the line in the editor without a mouse. */
async function byKeyboard(journey: Journey): Promise<string> {
  const { workbench, views } = journey;
  const { keyboard } = workbench.page;
  const line = await lineOf(journey, 'stream.ts', 'CancelScope.enter(');
  await workbench.runByKeyboard('Async Scope: Focus on Findings View');
  await views.findings.untilFocused();
  // A key that comes while the tree is drawn anew is lost, and a person presses it again.
  const rows = await eventually(
    async () => {
      await keyboard.press('Home');
      await keyboard.press('ArrowRight');
      return views.findings.rows();
    },
    (seen) => seen.some((row) => row.label.startsWith('Entered by')),
    { what: 'the parties of the finding' },
  );
  await keyboard.press('Home');
  const steps = rows.findIndex((row) => row.label.startsWith('Entered by'));
  for (let step = 0; step < steps; step += 1) await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const editor = await eventually(
    () => workbench.activeEditor(),
    (seen) => seen.file === 'stream.ts' && seen.line === line,
    { what: `Enter on the row shows stream.ts:${line}` },
  );
  await keyboard.press('Shift+F10');
  const entries = await workbench.menuEntries();
  await keyboard.press('Escape');
  if (!entries.some((entry) => entry.startsWith('Go to Source')))
    throw new Error(`The menu has ${entries.join(', ')}.`);
  return `${editor.file}:${editor.line}; the menu of the row has ${entries.join(', ')}`;
}

/** Shows the views, with a finding and a paused program, in each theme. */
async function viewsInThemes({ workbench, views }: Journey): Promise<string> {
  await views.findings.open();
  for (const { name, kind } of themes) {
    await workbench.setTheme(name, kind);
    await workbench.screenshot(`views-${kind}`);
  }
  await workbench.setTheme(themes[1].name, themes[1].kind);
  return themes.map(({ name }) => name).join(', ');
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
  const { views, workbench } = journey;
  const line = await lineOf(journey, 'stream.ts', text);
  await views.findings.open();
  const row = await views.findings.clickInlineAction(isFinding, action);
  const editor = await eventually(
    () => workbench.activeEditor(),
    (seen) => seen.file === 'stream.ts' && seen.line === line,
    { what: `${action} opens stream.ts:${line}` },
  );
  return `${editor.file}:${editor.line} from "${row.label}"`;
}

async function retrySucceeds({ debug, views }: Journey): Promise<string> {
  if (await debug.stoppedAt()) await debug.continue();
  const tree = views.operations;
  await tree.open();
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
  { name: 'The views show scopes, tasks, locks and sessions while the program runs', run: viewsAreLive },
  { name: 'The async stacks of the running program are shown on request', run: stacksOnRequest },
  { name: 'All views are filtered by a word, and say so', run: filtered },
  { name: `The Breakpoints view shows "${filterLabel}"`, run: filterIsShown },
  { name: 'The debugger stops at the violating line with the exception widget', run: stoppedOnTheLine },
  { name: 'At the stop the async stacks come by themselves, and lead to their lines', run: stacksAtStop },
  {
    name: 'The enter site opens from the tree',
    run: (journey) => siteOpens(journey, 'Go to Enter Site', 'CancelScope.enter('),
  },
  {
    name: 'The exit site opens from the tree',
    run: (journey) => siteOpens(journey, 'Go to Exit Site', 'scope.exit();'),
  },
  { name: 'A retried operation succeeds in its second attempt', run: retrySucceeds },
  { name: 'A finding leads to its line by keyboard alone', run: byKeyboard },
  { name: 'The views are shown in light, dark and high contrast', run: viewsInThemes },
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
