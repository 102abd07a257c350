import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { problemHtml, reportHtml } from '../../../src/extension/report/reportHtml.ts';
import { fromPageSchema, toPageSchema } from '../../../src/model/report/messages.ts';

describe('the frame of the report page', () => {
  const html = reportHtml({
    script: 'https://x/report.js',
    style: 'https://x/a"b.css',
    cspSource: 'https://x',
    nonce: 'n0nce',
    language: 'zh-CN',
  });

  it('lets only the one script run, and nothing else be loaded from elsewhere', () => {
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    expect(policy).toBe("default-src 'none'; script-src 'nonce-n0nce'; style-src https://x; font-src https://x");
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/unsafe-|style="/);
  });

  it('escapes what it is given', () => {
    expect(html).toContain('href="https://x/a&quot;b.css"');
  });

  it('says its language', () => {
    expect(html).toContain('<html lang="zh-CN">');
  });
});

describe('the page in place of a report', () => {
  it('says why there is none, as text, and lets nothing run', () => {
    const html = problemHtml({ style: 'https://x/a.css', cspSource: 'https://x', language: 'en' }, 'a < b, line 1');
    expect(html).toContain('<h1>a &lt; b, line 1</h1>');
    expect(html).toContain(`content="default-src 'none'; style-src https://x"`);
    expect(html).not.toContain('<script');
  });
});

describe('messages of the report page', () => {
  it.each([
    [{ type: 'ready' }, true],
    [{ type: 'open', path: '/a.ts', line: 1, column: 1 }, true],
    [{ type: 'open', path: '/a.ts' }, false],
    [{ type: 'run', command: 'x' }, false],
    ['ready', false],
  ])('%j is understood: %s', (message, understood) => {
    expect(v.is(fromPageSchema, message)).toBe(understood);
  });

  it('to it hold a whole report or none', () => {
    expect(v.is(toPageSchema, { type: 'report', language: 'en', report: null })).toBe(true);
    expect(v.is(toPageSchema, { type: 'report', language: 'en', report: { headline: 'x' } })).toBe(false);
  });
});
