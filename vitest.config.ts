import { defineConfig } from 'vitest/config';

/** One project per ring of tests, so that `vitest --project unit` runs without building anything. */
const project = (name: string, timeout: number) => ({
  // Whatever language the developer's machine speaks, the tests expect English.
  test: {
    env: { LC_ALL: 'C' },
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: timeout,
    hookTimeout: 300_000,
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 10_000),
      project('runtime', 60_000),
      project('dap', 120_000),
      project('vscode', 600_000),
    ],
  },
});
