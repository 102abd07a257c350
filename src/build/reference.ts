import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Application, LogLevel, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { arrange } from './reference/arrange.ts';
import { areas } from './reference/areas.ts';
import { withTables } from './reference/tables.ts';
import { ReferenceTheme } from './reference/theme.ts';
import { tsc } from './tsc.ts';

/** `npm run docs`: writes the API reference of the library, and the tables of its guide. */
const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');

/** Where the reference is kept. */
export const referenceFolder = join(root, 'docs', 'reference');
/** Some of its tables are made from the sources. */
const guide = join(root, 'docs', 'library.md');

/**
 * Writes the reference of the declarations as the package has them.
 * @param output folder for it; what is there is replaced
 * @throws Error naming what TypeDoc complains about
 */
export async function writeReference(output: string): Promise<void> {
  const cache = join(root, '.cache');
  await mkdir(cache, { recursive: true });
  const declarations = await mkdtemp(join(cache, 'reference-'));
  try {
    await declare(declarations);
    const app = await application(declarations, output);
    const project = await app.convert();
    if (project) {
      app.validate(project);
      await app.generateOutputs(project);
    }
    if (app.logger.hasErrors() || app.logger.hasWarnings())
      throw new Error('TypeDoc has complained of the docstrings: see above.');
  } finally {
    await rm(declarations, { recursive: true, force: true });
  }
}

async function declare(folder: string): Promise<void> {
  await run(process.execPath, [tsc, '-p', join(root, 'src', 'build', 'tsconfig.types.json'), '--outDir', folder]);
  // TypeDoc names modules from the folder of their package.
  await writeFile(join(folder, 'package.json'), '{ "name": "async-scope", "type": "module" }\n');
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['agent/api/index.d.ts'], exclude: [] }),
  );
}

async function application(folder: string, output: string): Promise<Application> {
  const options: Partial<TypeDocOptions> & Partial<PluginOptions> = {
    plugin: ['typedoc-plugin-markdown'],
    name: 'API reference',
    entryPoints: [join(folder, 'agent', 'api', 'index.d.ts')],
    tsconfig: join(folder, 'tsconfig.json'),
    out: output,
    readme: 'none',
    theme: 'reference',
    router: 'module',
    logLevel: LogLevel.Warn,
    skipErrorChecking: true,
    disableSources: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    hideGenerator: true,
    sort: [],
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    hidePageHeader: true,
    hideBreadcrumbs: true,
    expandObjects: true,
    useCodeBlocks: true,
    expandParameters: true,
    parametersFormat: 'none',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true, hideDefaults: true },
    pageTitleTemplates: {
      module: ({ name }: { name: string }) => areas.find((area) => area.name === name)?.title ?? name,
    },
  };
  const app = await Application.bootstrapWithPlugins(options);
  app.renderer.defineTheme('reference', ReferenceTheme);
  arrange(app);
  return app;
}

if (import.meta.main) {
  await writeReference(referenceFolder);
  await writeFile(guide, withTables(await readFile(guide, 'utf8')));
}
