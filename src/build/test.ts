import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { tsc } from './tsc.ts';

/**
 * The one test command: every check, the build, and all rings of tests. Goes on after a failure, so that one run
 * tells everything, and ends with the line `N passed, N failed`.
 */
interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const resultFile = '.artifacts/vitest.json';

const steps: readonly { name: string; command: readonly string[] }[] = [
  { name: 'types', command: ['node', tsc, '-p', '.'] },
  { name: 'types of the report page', command: ['node', tsc, '-p', 'webview-ui'] },
  { name: 'lint', command: ['oxlint', '--type-aware'] },
  { name: 'format', command: ['biome', 'ci', '--reporter=summary', '.'] },
  { name: 'unused code and dependencies', command: ['knip'] },
  { name: 'build', command: ['node', 'src/build/build.ts'] },
  { name: 'package', command: ['node', 'src/build/package.ts'] },
];

function run(command: readonly string[]): Promise<number> {
  const [name = '', ...rest] = command;
  return new Promise((resolve) => {
    const child = spawn(name, rest, { stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('error', (error) => {
      console.error(`${name} could not be started: ${error.message}. Run it through npm, after npm ci.`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function runSteps(): Promise<Count> {
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const started = performance.now();
    const ok = (await run(step.command)) === 0;
    console.log(`${ok ? '✓' : '✗'} ${step.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    count[ok ? 'passed' : 'failed'] += 1;
  }
  return count;
}

async function runTests(): Promise<Count> {
  await mkdir('.artifacts', { recursive: true });
  const code = await run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`]);
  const result = JSON.parse(await readFile(resultFile, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numFailedTestSuites: number;
  };
  // A file that cannot even be loaded has no failed test, yet the run failed.
  const broken = code !== 0 && result.numFailedTests === 0 ? Math.max(1, result.numFailedTestSuites) : 0;
  return { passed: result.numPassedTests, failed: result.numFailedTests + broken, skipped: result.numPendingTests };
}

const checks = await runSteps();
const tests = process.argv.includes('--check') ? { passed: 0, failed: 0, skipped: 0 } : await runTests();
const failed = checks.failed + tests.failed;
const skipped = tests.skipped > 0 ? `, ${tests.skipped} skipped` : '';
console.log(`${checks.passed + tests.passed} passed, ${failed} failed${skipped}`);
process.exitCode = failed > 0 ? 1 : 0;
