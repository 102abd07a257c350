import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Adaptations the licence files do not carry themselves. */
const attribution: Readonly<Record<string, string>> = {
  '@vscode/codicons': 'The icon font is licensed under CC BY 4.0 (Microsoft Corporation), used unmodified.',
};

/**
 * The text of THIRD_PARTY_NOTICES: every bundled package with its version and licence text.
 * @throws Error when a package carries neither a licence name nor a licence file
 */
export async function thirdPartyNotices(packages: readonly string[]): Promise<string> {
  const sections = await Promise.all(packages.map(noticeOf));
  return `Async Scope contains the following third-party software.\n\n${sections.join('\n')}`;
}

async function noticeOf(name: string): Promise<string> {
  const folder = join('node_modules', name);
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license?: string;
  };
  const licenceFile = (await readdir(folder)).find((file) => /^licen[cs]e(\.(md|txt))?$/i.test(file));
  const text = licenceFile ? await readFile(join(folder, licenceFile), 'utf8') : '';
  if (!text && !manifest.license) throw new Error(`${name} has no licence: it may not be bundled.`);
  const lines = [
    `## ${name} ${manifest.version} (${manifest.license ?? 'see below'})`,
    attribution[name] ?? '',
    text.trim(),
  ];
  return `${lines.filter((line) => line !== '').join('\n\n')}\n`;
}
