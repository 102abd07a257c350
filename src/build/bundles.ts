import type { BuildOptions } from 'esbuild';

/** One bundle of the product: where it starts, what it becomes, and what may be inside it. */
export interface Bundle {
  name: string;
  options: BuildOptions;
  /** Folders of ours whose files may be in the bundle; anything else there breaks the build. */
  mayContain: readonly string[];
  /** npm packages that may be in the bundle; undefined: any. */
  mayUse?: readonly string[];
  /** Largest size of the output, bytes. */
  budget: number;
}

const kilobytes = 1_000;

const node = (target: string): BuildOptions => ({
  platform: 'node',
  target,
  minify: true,
  keepNames: true,
  legalComments: 'none',
});

/**
 * What runs in the user's process: old Node versions, no dependency but the validator, comments kept for the trap. Lines
 * stay short, because Node prints the whole line that threw.
 */
const inDebuggee: BuildOptions = {
  platform: 'node',
  target: 'node20',
  minifyWhitespace: true,
  lineLimit: 160,
  minifySyntax: true,
  legalComments: 'inline',
};

const library: BuildOptions = {
  ...inDebuggee,
  external: ['bufferutil', 'utf-8-validate'],
};

/** What the public library is made of besides our own code. */
const inLibrary = [
  'valibot',
  '@vscode/l10n',
  'cockatiel',
  'ws',
  '@valibot/to-json-schema',
  '@jridgewell/trace-mapping',
  '@jridgewell/resolve-uri',
  '@jridgewell/sourcemap-codec',
];

/** The compiler is a bundle of its own, shared by those that read sources. */
const withCompiler: BuildOptions = { alias: { typescript: './typescript.cjs' }, external: ['./typescript.cjs'] };

/** Bundled CommonJS dependencies still ask for Node's own modules through `require`. */
const requireInModule = "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);";

export const bundles: readonly Bundle[] = [
  {
    name: 'extension',
    options: {
      ...node('node20'),
      entryPoints: ['src/extension/activate.ts'],
      outfile: 'dist/extension.cjs',
      format: 'cjs',
      external: ['vscode', 'bufferutil', 'utf-8-validate'],
    },
    mayContain: ['extension', 'adapter', 'model', 'protocol', 'common', 'l10n'],
    budget: 1_000 * kilobytes,
  },
  {
    name: 'agent guard',
    options: {
      platform: 'node',
      target: 'node6',
      minifySyntax: true,
      entryPoints: ['src/agent/guard.ts'],
      outfile: 'dist/agent/guard.cjs',
      format: 'cjs',
      external: ['./preload.cjs'],
    },
    mayContain: ['agent', 'protocol'],
    mayUse: [],
    budget: 3 * kilobytes,
  },
  {
    name: 'agent preload',
    options: {
      ...inDebuggee,
      minifyIdentifiers: true,
      entryPoints: ['src/agent/bootstrap.ts'],
      outfile: 'dist/agent/preload.cjs',
      format: 'cjs',
    },
    mayContain: ['agent', 'protocol', 'common'],
    mayUse: ['valibot'],
    budget: 100 * kilobytes,
  },
  {
    name: 'async stacks',
    options: {
      ...inDebuggee,
      minifyWhitespace: true,
      legalComments: 'none',
      entryPoints: ['src/agent/asyncStacks/injected.ts'],
      outfile: 'dist/agent/asyncStacks.cjs',
      format: 'cjs',
    },
    mayContain: ['agent', 'protocol', 'common'],
    mayUse: [],
    budget: 15 * kilobytes,
  },
  {
    name: 'library (import)',
    options: {
      ...library,
      entryPoints: ['src/agent/api/index.ts'],
      outfile: 'dist/lib/index.js',
      format: 'esm',
      banner: { js: requireInModule },
    },
    mayContain: ['agent', 'model', 'protocol', 'common', 'l10n'],
    mayUse: inLibrary,
    budget: 500 * kilobytes,
  },
  {
    name: 'library (require)',
    options: {
      ...library,
      entryPoints: ['src/agent/api/index.ts'],
      outfile: 'dist/lib/index.cjs',
      format: 'cjs',
    },
    mayContain: ['agent', 'model', 'protocol', 'common', 'l10n'],
    mayUse: inLibrary,
    budget: 500 * kilobytes,
  },
  {
    name: 'report page',
    options: {
      platform: 'browser',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      entryPoints: ['webview-ui/main.ts'],
      outfile: 'dist/webview/report.js',
      format: 'esm',
      loader: { '.ttf': 'file' },
      assetNames: '[name]',
      tsconfig: 'webview-ui/tsconfig.json',
    },
    mayContain: ['webview-ui', 'model', 'protocol', 'common', 'l10n'],
    budget: 500 * kilobytes,
  },
  {
    name: 'command line',
    options: {
      ...node('node20'),
      entryPoints: ['src/cli/main.ts'],
      outfile: 'dist/cli.js',
      format: 'esm',
      banner: { js: `#!/usr/bin/env node\n${requireInModule}` },
    },
    mayContain: ['cli', 'adapter', 'model', 'protocol', 'common', 'l10n'],
    budget: 500 * kilobytes,
  },
  {
    name: 'compiler',
    options: {
      platform: 'node',
      target: 'node20',
      minify: true,
      legalComments: 'none',
      entryPoints: ['typescript'],
      outfile: 'dist/typescript.cjs',
      format: 'cjs',
    },
    mayContain: [],
    mayUse: ['typescript'],
    budget: 4_000 * kilobytes,
  },
  {
    name: 'checker',
    options: {
      ...node('node20'),
      ...withCompiler,
      entryPoints: ['src/server/check/main.ts'],
      outfile: 'dist/check.cjs',
      format: 'cjs',
    },
    mayContain: ['server', 'common', 'l10n'],
    mayUse: ['@vscode/l10n'],
    budget: 200 * kilobytes,
  },
  {
    name: 'language server',
    options: {
      ...node('node20'),
      ...withCompiler,
      entryPoints: ['src/server/language/main.ts'],
      outfile: 'dist/server.cjs',
      format: 'cjs',
    },
    mayContain: ['server', 'common', 'l10n'],
    budget: 500 * kilobytes,
  },
];
