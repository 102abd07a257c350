import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundles } from './bundles.ts';
import { checkBundle, packagesIn } from './checkBundle.ts';
import { writeConfigurationSchema } from './configurationSchema.ts';
import { thirdPartyNotices } from './notices.ts';
import { writeReportSchema } from './reportSchema.ts';
import { tsc } from './tsc.ts';

/** Builds everything under `dist/`, the notices, and the sample workspace. Run it from the root of the repository. */
const run = promisify(execFile);

async function bundleAll(): Promise<string[]> {
  const problems: string[] = [];
  const packages = new Set<string>();
  await Promise.all(
    bundles.map(async (bundle) => {
      const result = await build({ ...bundle.options, bundle: true, metafile: true, logLevel: 'warning' });
      problems.push(...checkBundle(bundle, result.metafile));
      for (const name of packagesIn(result.metafile)) packages.add(name);
    }),
  );
  await writeFile('dist/THIRD_PARTY_NOTICES.md', await thirdPartyNotices([...packages].sort()));
  return problems;
}

/** The declaration files of the public library. */
const declareLibrary = (): Promise<unknown> => run(process.execPath, [tsc, '-p', 'src/build/tsconfig.types.json']);

/** Compiles the sample and lets it find the library as an installed package would. */
async function buildSample(): Promise<void> {
  const folder = resolve('test/programs/orchestra');
  await rm(`${folder}/node_modules`, { recursive: true, force: true });
  await mkdir(`${folder}/node_modules`);
  await symlink(resolve('.'), `${folder}/node_modules/async-scope`, 'junction');
  await run(process.execPath, [tsc, '-p', folder]);
}

await rm('dist', { recursive: true, force: true });
const schemas = [writeConfigurationSchema(), writeReportSchema()];
const [problems] = await Promise.all([bundleAll(), declareLibrary(), ...schemas]);
await buildSample();
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
