import { describe, expect, it } from 'vitest';
import { csvFormat } from '../../../../src/model/export/csv.ts';
import { reportOf } from '../report/sampleReport.ts';
import { Run } from '../run.ts';

/** A reader of RFC 4180 in its own words. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < text.length; ) {
    let value = '';
    if (text[at] === '"') {
      for (at += 1; !(text[at] === '"' && text[at + 1] !== '"'); at += 1) {
        if (text[at] === '"') at += 1;
        value += text[at];
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') value += text[at++];
    }
    row.push(value);
    if (text[at] === ',') at += 1;
    else {
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  return rows;
}

describe('CSV', () => {
  it('has a row for each task that is alive or took long, and the names of its columns', () => {
    const run = new Run().emit('site', { id: 7, url: 'file:///app/a.js', line: 11, column: 5, fn: 'work' });
    run.emit('task-started', { id: 1, name: 'alive', stack: [7] }).task(2, 'over');
    run.at(40).emit('task-ended', { id: 2, status: 'failed', error: 'x' });
    const [names, ...rows] = parse(csvFormat.render(reportOf(run)));
    expect(names).toEqual('program id name kind state started milliseconds file line column function'.split(' '));
    expect(rows.map((row) => [row[2], row[4], row[6]])).toEqual([
      ['alive', 'running', '1000'],
      ['over', 'failed', '40'],
    ]);
    expect(rows[0]?.slice(7)).toEqual(['/app/a.ts', '10', '5', 'work']);
  });

  it.each(['a,b', 'say "no"', 'two\nlines', 'plain'])('keeps a name whole: %j', (name) => {
    expect(parse(csvFormat.render(reportOf(new Run().task(1, name))))[1]?.[2]).toBe(name);
  });

  it.each(['=1+1', '+1', '-1', '@sum'])('makes no formula of a name: %s', (name) => {
    expect(parse(csvFormat.render(reportOf(new Run().task(1, name))))[1]?.[2]).toBe(`'${name}`);
  });
});
