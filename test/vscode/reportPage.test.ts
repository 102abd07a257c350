import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report/schema.ts';
import { timelineLimit } from '../../src/model/report/timelineSchema.ts';
import { eventually } from '../support/eventually.ts';
import { orchestra, reportOf } from '../unit/model/report/sampleReport.ts';
import { Run } from '../unit/model/run.ts';
import { BarePage } from './pages/barePage.ts';
import { pageThemes } from './pages/pageThemes.ts';

/** A run of some seconds with tasks in every state, a cancellation that spread, findings, and what was used. */
function livelyReport(): Report {
  const run = orchestra();
  const states = ['completed', 'failed', 'cancelled'] as const;
  for (let index = 0; index < 12; index += 1) {
    const id = 200 + index * 10;
    const status = states[index % 3] ?? 'completed';
    run.at(300 + index * 60).emit('task-started', { id, name: `fetch-${index}`, parent: 100, scope: 110, stack: [3] });
    run.emit('scope-entered', { id: id + 1, name: 'timeout', task: id, parent: 110, stack: [2] });
    run.emit('system-sampled', { cpu: 0.2 + (index % 4) * 0.2, rss: (60 + index * 2) * 1e6, loopDelayMax: index * 3 });
    if (status === 'cancelled') {
      run.at(340 + index * 60).emit('scope-cancelled', { id: id + 1, task: 101, cause: 110, reason: 'too slow' });
    }
    run.at(400 + index * 60).emit('scope-exited', { id: id + 1, task: id, status });
    run.emit('task-ended', { id, status });
    run.model.tick(1_700_000_000_000 + 400 + index * 60);
  }
  return reportOf(run, 1_400);
}

/** More tasks and scopes than a report has room for. */
function crowdedReport(): Report {
  const run = new Run();
  for (let id = 1; id <= timelineLimit; id += 1) {
    run.at(id * 3).emit('task-started', { id, name: `task ${id}`, parent: id % 20 === 0 ? 0 : id - 1 });
    run.emit('scope-entered', { id: id + 10_000, name: 'scope', task: id });
    if (id % 4 === 0)
      run
        .at(id * 3 + 40)
        .emit('scope-exited', { id: id + 10_000, task: id })
        .emit('task-ended', { id });
  }
  return reportOf(run, 10_000);
}

const message = (report: Report | null, language: 'en' | 'zh-cn' = 'en') =>
  ({ type: 'report', language, report }) as const;

describe('The report page in a browser', () => {
  let page: BarePage;
  const status = () => page.page.locator('p.selected').innerText();
  const until = (pattern: RegExp) =>
    eventually(status, (text) => pattern.test(text), { what: `the page says ${pattern}` });

  beforeAll(async () => {
    page = await BarePage.open();
    await page.tell(message(livelyReport()));
    await page.page.locator('canvas.lanes').waitFor();
  });
  afterAll(() => page?.dispose());

  test.each(pageThemes.map(({ kind }) => kind))('has no problem that axe finds in %s', async (kind) => {
    await page.useTheme(kind);
    await page.page.locator('details summary', { hasText: 'Timeline as a table' }).click();
    await page.page.locator('table caption', { hasText: 'Timeline as a table' }).waitFor();
    expect(await page.accessibilityProblems()).toEqual([]);
    await page.page.locator('details summary', { hasText: 'Timeline as a table' }).click();
    await page.page.locator('.viewport').focus();
    await page.page.keyboard.press('ArrowDown');
    await page.screenshot(`page-${kind}`);
    await page.page.keyboard.press('Escape');
  });

  test('tells by keyboard alone what is on the timeline, and shows it large', async () => {
    await page.page.locator('.viewport').focus();
    await page.page.keyboard.press('Home');
    await until(/^task “agent-1”, running/);
    for (let presses = 0; presses < 2; presses += 1) await page.page.keyboard.press('ArrowDown');
    await until(/^scope “stream”, cancelled, .*Scope left by another task$/);
    await page.page.keyboard.press('Enter');
    await page.screenshot('page-zoomed');
    await page.page.keyboard.press('0');
    await page.page.keyboard.press('Escape');
    await until(/^$/);
  });

  test('selects what is clicked, and tells what is under the pointer', async () => {
    const lanes = page.page.locator('canvas.lanes');
    await lanes.hover({ position: { x: 170, y: 24 + 10 } });
    await eventually(
      () => page.page.locator('.hover').innerText(),
      (text) => text.startsWith('task “agent-1”'),
      { what: 'the hover is about the first task' },
    );
    await lanes.click({ position: { x: 170, y: 24 + 30 } });
    await until(/^scope “db-query”/);
    await page.page.keyboard.press('Escape');
  });

  test('shows the stretch that was marked in the overview, also after it was loaded again', async () => {
    const overview = page.page.locator('canvas.overview');
    await overview.scrollIntoViewIfNeeded();
    const box = await overview.boundingBox();
    if (!box) throw new Error('The overview has no box.');
    await page.page.mouse.move(box.x + 400, box.y + 10);
    await page.page.mouse.down();
    await page.page.mouse.move(box.x + 600, box.y + 10, { steps: 4 });
    await page.page.mouse.up();
    const state = () => page.page.evaluate<string | null>(`sessionStorage.getItem('state')`);
    expect(
      await eventually(state, (text) => text?.includes('from') ?? false, { what: 'the range is kept' }),
    ).toBeTruthy();
    const before = await state();
    await page.reload();
    await page.tell(message(livelyReport()));
    await page.page.locator('canvas.lanes').waitFor();
    const drawn = () => page.page.locator('canvas.lanes').screenshot();
    const zoomed = await drawn();
    expect(await state()).toBe(before);
    await page.page.locator('button[aria-label="Show the whole run"]').click();
    await eventually(drawn, (picture) => !picture.equals(zoomed), { what: 'the whole run is drawn' });
    expect(await state()).toBe('{}');
  });

  test('opens a place, with the stacks of both parties at hand', async () => {
    expect(await page.page.locator('.finding').first().locator('dt').count()).toBe(2);
    expect(await page.page.locator('.finding').first().locator('.stack button').count()).toBe(1);
    await page.page.locator('.finding button.link').first().click();
    expect(await page.sent()).toContainEqual({ type: 'open', path: '/app/agents.ts', line: 39, column: 5 });
  });

  test('speaks Chinese when it is told to', async () => {
    await page.tell(message(livelyReport(), 'zh-cn'));
    await page.page.locator('h2', { hasText: '时间线' }).waitFor();
    expect(await page.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.screenshot('page-chinese');
    await page.tell(message(livelyReport()));
    await page.page.locator('h2', { hasText: 'Timeline' }).waitFor();
  });

  test('says how much of a crowded run it shows, and zooms in it within 100 ms', async () => {
    const told = performance.now();
    await page.tell(message(crowdedReport()));
    await page.page.locator('.count', { hasText: /2,000 of [34],\d{3} shown/ }).waitFor();
    console.log(`      opening took ${(performance.now() - told).toFixed(0)} ms`);
    const times: number[] = [];
    for (const key of ['+', '+', '+', '-', '-', 'ArrowRight', '+', '-', '0']) times.push(await page.timeOf(key));
    await page.screenshot('page-crowded');
    console.log(`      zooming took ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
    expect(times.toSorted((one, other) => one - other)[times.length >> 1]).toBeLessThan(100);
  });

  test('says that there is nothing to report, and ignores what it does not understand', async () => {
    await page.tell(message(null));
    await page.page.locator('h1', { hasText: 'Nothing to report yet' }).waitFor();
    await page.tell({ ...message(null), report: { headline: 'x' } } as unknown as Parameters<BarePage['tell']>[0]);
    expect(await page.page.locator('h1').innerText()).toBe('Nothing to report yet');
  });

  test('broke its own policy nowhere, and threw nothing', () => {
    expect(page.problems).toEqual([]);
  });
});
