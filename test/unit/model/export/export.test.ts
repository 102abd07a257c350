import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { exportFormats } from '../../../../src/model/export/index.ts';
import { htmlFormat } from '../../../../src/model/export/html.ts';
import { jsonFormat } from '../../../../src/model/export/json.ts';
import { markdownFormat } from '../../../../src/model/export/markdown.ts';
import { reportSchema } from '../../../../src/model/report/schema.ts';
import { Run } from '../run.ts';
import { orchestra, reportOf } from '../report/sampleReport.ts';

const hostile = `</style><script>alert(1)</script>"'&<img src=x onerror=alert(1)> | a\n| b`;

const hostileRun = (): Run =>
  new Run()
    .task(1, hostile)
    .emit('scope-entered', { id: 2, name: hostile, task: 1 })
    .emit('violation', { name: hostile, currentTask: 1, scope: 2, cancelReason: hostile });

describe('export formats', () => {
  it('have an id, a label and an extension of their own', () => {
    for (const field of ['id', 'label', 'extension'] as const) {
      expect(new Set(exportFormats.map((format) => format[field])).size).toBe(exportFormats.length);
    }
  });

  it.each(exportFormats.filter(({ id }) => !['csv', 'trace'].includes(id)))(
    '$label says the same headline, indicators and findings',
    ({ render, id }) => {
      const report = reportOf(orchestra());
      const text = render(report);
      expect(text).toContain(report.headline);
      for (const finding of report.findings) expect(text).toContain(finding.sentence);
      if (id === 'html' || id === 'markdown') expect(text).toMatch(/Cancel-scope error rate[\s\S]*50 %/);
      expect(text.endsWith('\n')).toBe(true);
    },
  );
});

describe('JSON', () => {
  it('is the report', () => {
    const report = reportOf(orchestra());
    expect(v.parse(reportSchema, JSON.parse(jsonFormat.render(report)))).toEqual(report);
  });
});

describe('HTML', () => {
  it('lets nothing of the program become markup', () => {
    const page = htmlFormat.render(reportOf(hostileRun()));
    expect(page).not.toMatch(/<script|<img|<\/style>[^]*<\/style>/);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;&lt;img');
  });

  it('needs no script and no network, and its policy says so', () => {
    const page = htmlFormat.render(reportOf(orchestra()));
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`);
    expect(page).not.toMatch(/<script|<link|src=|url\(|@import|https?:/);
  });

  it('has one main heading, no gap between levels, and a caption and header cells in each table', () => {
    const page = htmlFormat.render(reportOf(orchestra()));
    const levels = [...page.matchAll(/<h([1-6])/g)].map((match) => Number(match[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
    const count = (tag: string): number => page.split(tag).length - 1;
    expect(count('<table')).toBeGreaterThan(4);
    expect([count('<caption>'), count('<thead>')]).toEqual([count('<table'), count('<table')]);
    expect(page).toContain('<html lang="en">');
  });
});

describe('Markdown', () => {
  it('has a table for each list, and places as code', () => {
    const text = markdownFormat.render(reportOf(orchestra()));
    expect(text).toContain('# orchestra\n');
    expect(text).toContain('- Left by cleanup at `/app/agents.ts:39:5`');
    expect(text).toMatch(/## Open scopes \(1\)\n\n\| Scope +\| Task +\|/);
  });

  it('keeps its tables whole whatever a name holds', () => {
    const text = markdownFormat.render(reportOf(hostileRun()));
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    const widths = tables.map(
      (table) =>
        new Set(
          table
            .trimEnd()
            .split('\n')
            .map((row) => row.split(/(?<!\\)\|/).length),
        ),
    );
    expect(tables.length).toBeGreaterThan(3);
    expect(widths.map((width) => width.size)).toEqual(tables.map(() => 1));
    expect(text).not.toMatch(/(?<!\\)<(script|img)/);
  });
});
