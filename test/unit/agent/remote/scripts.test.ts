import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { scriptNames } from '../../../../src/agent/api/remote/scriptNames.ts';
import { Scripts } from '../../../../src/agent/api/remote/scripts.ts';

const source = `interface Order {
  id: number;
}

export function price(order: Order): number {
  const base = order.id * 2;
  return base;
}
`;
const names = scriptNames(resolve('made.ts'));
const url = pathToFileURL(resolve('made.js')).href;

async function made() {
  const { code, map } = await transform(source, { loader: 'ts', sourcemap: true, sourcefile: 'made.ts' });
  const sourceMapUrl = `data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  return { line: (text: string) => code.split('\n').findIndex((each) => each.includes(text)) + 1, sourceMapUrl };
}

describe('the scripts of a program', () => {
  it('lead from a line of a source to the code made of it', async () => {
    const scripts = new Scripts();
    const { line, sourceMapUrl } = await made();
    const script = scripts.add('1', url, sourceMapUrl);
    expect(await scripts.madeFrom(names)).toEqual([script]);
    expect(await scripts.generated(script, names, 6)).toMatchObject([{ url, line: line('order.id') }]);
    expect(await scripts.generated(script, names, 2)).toEqual([]);
  });

  it('are not searched for a source that runs itself', async () => {
    const scripts = new Scripts();
    scripts.add('1', url, (await made()).sourceMapUrl);
    scripts.add('2', pathToFileURL(resolve('made.ts')).href, '');
    expect(await scripts.madeFrom(names)).toEqual([]);
  });

  it('that name a map which is not there, or is none, are made from nothing', async () => {
    const scripts = new Scripts();
    scripts.add('1', url, 'gone.js.map');
    scripts.add('2', url, 'data:application/json,nonsense');
    expect(await scripts.madeFrom(names)).toEqual([]);
  });

  it('give a place its URL, counted from 1, also where the script is not known', () => {
    const scripts = new Scripts();
    scripts.add('1', '/app/a.cjs', '');
    const location = { lineNumber: 0, columnNumber: 4 };
    expect(scripts.place({ scriptId: '1', ...location })).toEqual({ url: 'file:///app/a.cjs', line: 1, column: 5 });
    expect(scripts.place({ scriptId: '9', ...location })).toEqual({ url: '', line: 1, column: 5 });
  });
});
