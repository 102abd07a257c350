import type { Metafile } from 'esbuild';
import type { Bundle } from './bundles.ts';

const folderOf = (path: string): string => (/^src\/([^/]+)\//.exec(path) ?? /^([^/]+)\//.exec(path))?.[1] ?? path;
const packageOf = (path: string): string | undefined =>
  /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path.slice(Math.max(0, path.lastIndexOf('node_modules/'))))?.[1];

/**
 * Checks the lint's folder boundaries once more on what was really bundled.
 * @returns one sentence for each thing that does not belong, with what to do about it
 */
export function checkBundle(bundle: Bundle, metafile: Metafile): string[] {
  const problems: string[] = [];
  for (const path of Object.keys(metafile.inputs)) {
    const dependency = packageOf(path);
    if (dependency === undefined) {
      if (!bundle.mayContain.includes(folderOf(path))) {
        problems.push(`${bundle.name} contains ${path}: move what it needs to one of ${bundle.mayContain.join(', ')}.`);
      }
    } else if (bundle.mayUse !== undefined && !bundle.mayUse.includes(dependency)) {
      problems.push(`${bundle.name} contains the package ${dependency}: it may only use ${bundle.mayUse.join(', ')}.`);
    }
  }
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const usesVscode = output.imports.some((imported) => imported.path === 'vscode');
    if (usesVscode && bundle.name !== 'extension') problems.push(`${path} requires vscode: only the extension may.`);
    if (path.endsWith('js') && output.bytes > bundle.budget) {
      problems.push(`${path} has ${output.bytes} bytes, over its budget of ${bundle.budget}.`);
    }
  }
  return problems;
}

/** The npm packages whose code is in a bundle. */
export const packagesIn = (metafile: Metafile): string[] =>
  [...new Set(Object.keys(metafile.inputs).flatMap((path) => packageOf(path) ?? []))].sort();
