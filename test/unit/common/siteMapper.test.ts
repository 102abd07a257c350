import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteMapper } from '../../../src/common/siteMapper.ts';

let folder = '';
let reads: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site mapper '));
  reads = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const mapper = (): SiteMapper =>
  new SiteMapper((path) => {
    reads.push(path);
    return readFile(path, 'utf8');
  });

async function write(path: string, text: string): Promise<string> {
  const full = join(folder, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, text);
  return full;
}

/** Generated line 1, column 1 comes from source line 11, column 3; line 2 from line 12, column 3, and so on. */
const mapOf = (sources: string[]): object => ({ version: 3, sources, names: [], mappings: 'AAUE;AACA;AACA;AACA' });
const inline = (map: object): string =>
  `data:application/json;charset=utf-8;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
const code = 'one();\ntwo();\nthree();\n';
const site = (path: string, line = 2): { url: string; line: number; column: number; fn: string } => ({
  url: pathToFileURL(path).href,
  line,
  column: 4,
  fn: 'main',
});

describe('a site is mapped to its source', () => {
  it('with the map in a file of its own, in a folder with a space in its name', async () => {
    const file = await write('dist/main.js', `${code}//# sourceMappingURL=main.js.map\n`);
    await write('dist/main.js.map', JSON.stringify(mapOf(['../src/main.ts'])));

    expect(await mapper().map(site(file))).toEqual({
      path: join(folder, 'src', 'main.ts'),
      line: 12,
      column: 3,
      fn: 'main',
      mapped: true,
    });
  });

  it('with the map inline, in base64 or percent-encoded', async () => {
    const map = mapOf(['a b.ts']);
    const base64 = await write('base64.js', `${code}//# sourceMappingURL=${inline(map)}`);
    const percent = await write(
      'percent.js',
      `${code}//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify(map))}`,
    );

    for (const file of [base64, percent]) {
      expect(await mapper().map(site(file, 3))).toMatchObject({ path: join(folder, 'a b.ts'), line: 13, mapped: true });
    }
  });

  it('with a map made of sections', async () => {
    const sections = [
      { offset: { line: 0, column: 0 }, map: mapOf(['first.ts']) },
      { offset: { line: 2, column: 0 }, map: mapOf(['second.ts']) },
    ];
    const file = await write('main.js', `${code}//# sourceMappingURL=${inline({ version: 3, sections })}\n`);

    expect(await mapper().map(site(file, 1))).toMatchObject({ path: join(folder, 'first.ts'), line: 11 });
    expect(await mapper().map(site(file, 3))).toMatchObject({ path: join(folder, 'second.ts'), line: 11 });
  });

  it('when the script is known by its path, as CommonJS modules are', async () => {
    const file = await write('main.cjs', `${code}//# sourceMappingURL=${inline(mapOf(['main.cts']))}`);
    expect(await mapper().map({ ...site(file), url: file })).toMatchObject({
      path: join(folder, 'main.cts'),
      mapped: true,
    });
  });

  it('when the name of the map or of the source is percent-encoded, or has a hash sign', async () => {
    const file = await write('my main.js', `${code}//# sourceMappingURL=my%20main.js.map\n`);
    await write('my main.js.map', JSON.stringify(mapOf(['my%20source #1.ts'])));
    expect(await mapper().map(site(file))).toMatchObject({ path: join(folder, 'my source #1.ts'), mapped: true });
  });

  it('with sourceRoot, and a map with the prefix against cross-site reading', async () => {
    const file = await write('main.js', `${code}//# sourceMappingURL=main.js.map\n`);
    await write('main.js.map', `)]}'\n${JSON.stringify({ ...mapOf(['main.ts']), sourceRoot: '../from/' })}`);
    expect(await mapper().map(site(file))).toMatchObject({ path: join(dirname(folder), 'from', 'main.ts') });
  });

  it('when it lies before the first segment of its line', async () => {
    const map = { version: 3, sources: ['main.ts'], names: [], mappings: 'IAUE' };
    const file = await write('main.js', `    one();\n//# sourceMappingURL=${inline(map)}`);
    expect(await mapper().map({ ...site(file, 1), column: 1 })).toMatchObject({ line: 11, mapped: true });
  });

  it('reading each file only once, also for sites asked for at the same time', async () => {
    const file = await write('main.js', `${code}//# sourceMappingURL=main.js.map\n`);
    const map = await write('main.js.map', JSON.stringify(mapOf(['main.ts'])));
    const one = mapper();
    await Promise.all([one.map(site(file, 1)), one.map(site(file, 2)), one.map(site(file, 3))]);
    expect(reads).toEqual([file, map]);
  });
});

describe('a site stays where it is', () => {
  const unmapped = (path: string): object => ({ path, line: 2, column: 4, fn: 'main', mapped: false });

  it('when the file has no map', async () => {
    const file = await write('main.js', code);
    expect(await mapper().map(site(file))).toEqual(unmapped(file));
  });

  it('when the words are only in a string or template in the middle of the text', async () => {
    const map = inline(mapOf(['wrong.ts']));
    const inString = await write('string.js', `const a = "//# sourceMappingURL=${map}";\ntwo();\n`);
    const inTemplate = await write('template.js', `const a = \`\n//# sourceMappingURL=${map}\n\`;\ntwo();\n`);
    const atTheEnd = await write('end.js', `one();\nconst a = "//# sourceMappingURL=${map}"`);
    for (const file of [inString, inTemplate, atTheEnd]) {
      expect(await mapper().map(site(file))).toEqual(unmapped(file));
    }
  });

  it('saying why, when the map is missing or broken', async () => {
    const missing = await write('missing.js', `${code}//# sourceMappingURL=missing.js.map`);
    const broken = await write('broken.js', `${code}//# sourceMappingURL=data:application/json;base64,AAAA`);
    for (const file of [missing, broken]) {
      const mapped = await mapper().map(site(file));
      expect(mapped).toMatchObject(unmapped(file));
      expect(mapped.problem).toContain(`The source map of ${file} cannot be used: `);
    }
  });

  it('without delay, when all code is on one very long line', async () => {
    const file = await write('main.js', `${'a();b("//");'.repeat(200_000)}\n`);
    expect(await mapper().map({ ...site(file, 1), line: 2 })).toEqual(unmapped(file));
  });

  it('when the file cannot be read', async () => {
    const file = join(folder, 'gone.js');
    expect(await mapper().map(site(file))).toMatchObject(unmapped(file));
  });

  it('when the script is no file at all', async () => {
    for (const url of ['node:internal/process', 'evalmachine.<anonymous>', '', 'file://elsewhere/a%2Fb.js']) {
      expect(await mapper().map({ ...site(folder), url })).toMatchObject({
        ...unmapped(url),
        path: expect.any(String),
      });
    }
  });

  it('when the source is known only by a name of the bundler', async () => {
    const file = await write('main.js', `${code}//# sourceMappingURL=${inline(mapOf(['webpack://app/./src/a.ts']))}`);
    expect(await mapper().map(site(file))).toEqual(unmapped(file));
  });

  it('when the map does not know its line', async () => {
    const file = await write(
      'main.js',
      `${code}${'more();\n'.repeat(9)}//# sourceMappingURL=${inline(mapOf(['a.ts']))}`,
    );
    expect(await mapper().map(site(file, 9))).toMatchObject({ path: file, line: 9, mapped: false });
  });
});

describe('the reference to a map is found', () => {
  it.each([
    ['behind code on the same line', `one();\ntwo();//# sourceMappingURL=`],
    ['with the old sign', `${code}//@ sourceMappingURL=`],
    ['last of several', `//# sourceMappingURL=wrong.map\n${code}//# sourceMappingURL=`],
    ['after Windows line ends', `one();\r\ntwo();\r\n//# sourceMappingURL=`],
  ])('%s', async (_, text) => {
    const file = await write('main.js', `${text}${inline(mapOf(['main.ts']))}\r\n\n// the end\n/* really */\n`);
    expect(await mapper().map(site(file))).toMatchObject({ path: join(folder, 'main.ts'), mapped: true });
  });
});
