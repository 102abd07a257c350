import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../../common/readTextFile.ts';
import type { OtherTool } from './rule.ts';

/**
 * The tools with rules like ours that a folder is set up for: by their configuration files, or for ESLint by the
 * plugins in its manifest. Nothing of the workspace is run to know it.
 */
export function otherToolsIn(folder: string): ReadonlySet<OtherTool> {
  const tools = new Set<OtherTool>();
  const names = namesIn(folder);
  if (names.some((name) => /^(\.oxlintrc\.jsonc?|oxlint\.config\.\w+)$/.test(name))) tools.add('oxlint');
  if (names.some((name) => /^\.?biome\.jsonc?$/.test(name))) tools.add('biome');
  const usesEslint = names.some((name) => /^(eslint\.config\.\w+|\.eslintrc(\.\w+)?)$/.test(name));
  if (!usesEslint) return tools;
  const manifest = readTextFile(join(folder, 'package.json')) ?? '';
  if (/"(typescript-eslint|@typescript-eslint\/eslint-plugin)"/.test(manifest)) tools.add('typescript-eslint');
  if (manifest.includes('"eslint-plugin-unicorn"')) tools.add('unicorn');
  return tools;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // A folder that cannot be listed is told of by whoever reads its files.
    if ((error as NodeJS.ErrnoException).code !== undefined) return [];
    throw error;
  }
}
