import { beforeEach, describe, expect, it, vi } from 'vitest';
import { findingsBadge } from '../../../src/extension/views/badge.ts';
import { IgnoredFindings } from '../../../src/extension/debug/ignoredFindings.ts';
import type { Row } from '../../../src/extension/views/row.ts';
import { topRows, viewRows } from '../../../src/extension/views/rows.ts';
import { Scene } from '../../../src/extension/views/scene.ts';
import type { Finding } from '../../../src/model/state.ts';
import { Run, origin } from '../model/run.ts';

let kept: unknown;
const onError = vi.fn();
const store = {
  get: () => kept,
  update: (_: string, value: unknown) => {
    kept = JSON.parse(JSON.stringify(value));
    return Promise.resolve();
  },
};
const ignoredFindings = (): IgnoredFindings => new IgnoredFindings(store, onError);

beforeEach(() => {
  kept = undefined;
  onError.mockClear();
});

/** A program that left scopes twice at line 10 and at line 20, and once one that was never entered. */
function broken(): { run: Run; findings: Finding[] } {
  const run = new Run().emit('site', { id: 10, line: 10 }).emit('site', { id: 20, line: 20 });
  const violate = (id: number, cause: Finding['kind'], name: string, site: number): void => {
    run.at(id).emit('violation', { id, cause, name, exitStack: [site] });
  };
  violate(101, 'exited-twice', 'a', 10);
  violate(102, 'exited-twice', 'b', 20);
  violate(103, 'exited-twice', 'c', 10);
  violate(104, 'never-entered', 'd', 10);
  return { run, findings: run.model.findings.slice() };
}

const siteAt = (line: number): string => `file:///app/app.js:${line}:3`;
const names = (findings: readonly Finding[]): string => findings.map(({ subject }) => subject.name).join('');

describe('what is ignored', () => {
  const counted = (ignored: IgnoredFindings, { model }: Run): string =>
    names(model.findings.filter((finding) => !ignored.isIgnoredIn({ model })(finding)));

  it('is a class at one place, a class everywhere, or one finding', () => {
    const { run, findings } = broken();
    const ignored = ignoredFindings();
    expect(counted(ignored, run)).toBe('abcd');
    ignored.ignore({ class: 'exited-twice', site: siteAt(10), place: 'app.ts:1' });
    expect(counted(ignored, run)).toBe('bd');
    ignored.ignoreOnce(findings.filter(({ kind }) => kind === 'never-entered'));
    expect(counted(ignored, run)).toBe('b');
    ignored.ignore({ class: 'exited-twice', place: '' });
    expect(counted(ignored, run)).toBe('');
  });

  it('stops no program, but for what is ignored once: the next of its kind does', () => {
    const { findings } = broken();
    const ignored = ignoredFindings();
    ignored.ignoreOnce(findings);
    expect(ignored.problems).toEqual({ classes: [], sites: [] });
    ignored.ignore({ class: 'deadlock', place: '' });
    ignored.ignore({ class: 'exited-twice', site: siteAt(10), place: '' });
    expect(ignored.problems).toEqual({ classes: ['deadlock'], sites: [`exited-twice@${siteAt(10)}`] });
  });

  it('is there in the next window, but for what is ignored once', () => {
    const { run, findings } = broken();
    const before = ignoredFindings();
    before.ignoreOnce(findings);
    before.ignore({ class: 'exited-twice', site: siteAt(20), place: 'app.ts:2' });
    const after = ignoredFindings();
    expect(after.entries).toEqual([{ class: 'exited-twice', site: siteAt(20), place: 'app.ts:2' }]);
    expect(counted(after, run)).toBe('acd');
    expect(onError).not.toHaveBeenCalled();
  });

  it('is told to whoever listens, and kept only once', () => {
    const ignored = ignoredFindings();
    const heard = vi.fn();
    ignored.onDidChange(heard);
    ignored.ignore({ class: 'deadlock', place: '' });
    ignored.ignore({ class: 'deadlock', place: 'other words for it' });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(ignored.entries).toHaveLength(1);
  });

  it('can be taken back, one by one or by what it was ignored for', () => {
    const { run, findings } = broken();
    const ignored = ignoredFindings();
    const [first] = findings;
    if (!first) throw new Error('There is none.');
    ignored.ignore({ class: 'exited-twice', place: '' });
    ignored.ignore({ class: 'exited-twice', site: siteAt(10), place: '' });
    ignored.ignore({ class: 'exited-twice', site: siteAt(20), place: '' });
    ignored.ignoreOnce([first]);
    ignored.stopIgnoring([first], run.program);
    expect(ignored.entries).toEqual([{ class: 'exited-twice', site: siteAt(20), place: '' }]);
    expect(counted(ignored, run)).toBe('acd');
    ignored.remove(ignored.entries);
    expect(ignored.entries).toEqual([]);
    expect(kept).toEqual([]);
  });

  it.each([
    ['a text', 'deadlock', 1],
    ['a class there is not', [{ class: 'nothing' }, { class: 'deadlock' }], 1],
    ['other things', [null, 7, { class: 'deadlock', site: 3 }, { class: 'deadlock' }], 3],
    ['an empty place', [{ class: 'deadlock', site: '' }, { class: 'deadlock' }], 1],
  ])('is read as far as it is understood, and the rest is said once: %s', (_, stored, lost) => {
    kept = stored;
    const { entries } = ignoredFindings();
    expect(entries).toEqual(Array.isArray(stored) ? [{ class: 'deadlock', place: '' }] : []);
    expect(onError.mock.calls).toHaveLength(1);
    expect(String(onError.mock.calls[0]?.[0])).toMatch(`${lost} of`);
  });

  it('has an end, with a sentence that says what to do', () => {
    kept = Array.from({ length: 500 }, (_, line) => ({ class: 'deadlock', site: siteAt(line), place: '' }));
    const ignored = ignoredFindings();
    expect(() => ignored.ignore({ class: 'deadlock', place: '' })).toThrow(
      '500 places and classes are ignored already',
    );
    expect(ignored.entries).toHaveLength(500);
  });

  it('that cannot be kept is said', async () => {
    const failing = new IgnoredFindings({ ...store, update: () => Promise.reject(new Error('disk full')) }, onError);
    failing.ignore({ class: 'deadlock', place: '' });
    await vi.waitUntil(() => onError.mock.calls.length > 0);
    expect(onError.mock.calls).toEqual([[new Error('disk full')]]);
  });
});

describe('the view of findings', () => {
  const textOf = (rows: readonly Row[], indent = ''): string[] =>
    rows.flatMap((row) => [
      `${indent}${row.label} | ${row.isDim ? 'dim' : ''}`,
      ...(row.contexts?.includes('finding') && !row.label.includes('×')
        ? []
        : textOf(row.children?.() ?? [], `${indent}  `)),
    ]);

  function scene(ignore: (ignored: IgnoredFindings, findings: Finding[]) => void): Scene {
    const { run, findings } = broken();
    const ignored = ignoredFindings();
    ignore(ignored, findings);
    return new Scene({ model: run.model, now: origin + 1_000, isIgnored: ignored.isIgnoredIn(run) });
  }

  it('has what is ignored in one dimmed group at the end, which is not counted', () => {
    const own = scene((ignored) => ignored.ignore({ class: 'exited-twice', site: siteAt(10), place: '' }));
    const rows = viewRows('findings', own);
    expect(textOf(rows)).toEqual([
      'Scope left without having been entered | ',
      'Scope left twice | ',
      'Ignored (2) | dim',
      '  Scope left twice × 2 | dim',
      '    Scope left twice | dim',
      '    Scope left twice | dim',
    ]);
    expect(topRows(own)[0]).toMatchObject({ label: 'Findings', description: '2' });
    expect(findingsBadge(own.findings.counted)?.value).toBe(2);
    expect(rows.at(-1)).toMatchObject({ icon: 'eye-closed' });
    expect(rows.at(-1)?.expanded).toBeUndefined();
  });

  it('has no such group where nothing is ignored, and only that where all is', () => {
    expect(
      viewRows(
        'findings',
        scene(() => undefined),
      ).map(({ label }) => label),
    ).not.toContain('Ignored (0)');
    const all = scene((ignored, findings) => ignored.ignoreOnce(findings));
    expect(viewRows('findings', all).map(({ label }) => label)).toEqual(['Ignored (4)']);
    expect(findingsBadge(all.findings.counted)).toBeUndefined();
    expect(all.problems.ids.size).toBe(0);
  });

  it('offers on each row what can be done with it, and knows the findings of the row', () => {
    const own = scene((ignored) => ignored.ignore({ class: 'exited-twice', site: siteAt(10), place: '' }));
    const [open, , group] = viewRows('findings', own);
    expect(open?.contexts).toEqual(expect.arrayContaining(['canIgnore', 'canIgnoreSite']));
    const [alike] = group?.children?.() ?? [];
    expect(alike?.contexts).toContain('canStopIgnoring');
    expect(alike?.contexts).not.toContain('canIgnore');
    expect(names(alike?.target?.findings ?? [])).toBe('ca');
    expect(alike?.spoken).toMatch(/, ignored$/);
  });
});
