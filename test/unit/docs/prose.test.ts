import { existsSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { causeClasses } from '../../../src/protocol/causeClasses.ts';
import { eventKinds } from '../../../src/protocol/events.ts';

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path) && !path.startsWith('test/programs/'));

interface Manifest {
  scripts: Record<string, string>;
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, unknown> } | { properties: Record<string, unknown> }[];
  };
}
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const settings = [manifest.contributes.configuration].flat().flatMap((section) => Object.keys(section.properties));
const commands = manifest.contributes.commands.map((entry) => entry.command);
const built = /^(dist|\.cache|\.artifacts)\//;

/** What the document names in backquotes. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

describe.each(documents)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  it('links only to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const missing = targets.filter(
      (target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(document), target)),
    );
    expect(missing).toEqual([]);
  });

  it('names only paths that exist', () => {
    const paths = quoted(text).filter((word) => /^(src|test|docs|media|webview-ui|dist)\/[\w./-]*$/.test(word));
    expect(paths.filter((path) => !built.test(path) && !existsSync(normalize(path)))).toEqual([]);
  });

  it('names only scripts, settings and commands that exist', () => {
    const scripts = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(scripts.filter((script) => manifest.scripts[script] === undefined)).toEqual([]);
    const ids = quoted(text).filter((word) => /^asyncScope\.[\w.]+$/.test(word));
    expect(ids.filter((id) => !settings.includes(id) && !commands.includes(id))).toEqual([]);
  });
});

describe('the vocabulary', () => {
  it('has no event or cause class that needs another spelling than lower-case words joined by hyphens', () => {
    expect([...eventKinds, ...causeClasses].filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });
});
