import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { freePort } from '../../test/support/freePort.ts';
import { startVscode } from '../../test/support/vscodeServer.ts';
import { journeySteps, outcomeLine, takeStep } from '../../test/vscode/journey.ts';
import { nodeFolder, packagedExtension, sampleFolder, setOut } from '../../test/vscode/journeySetup.ts';
import { screenshotFolder } from '../../test/vscode/pages/workbench.ts';
import { ExpectedError, messageOf } from '../common/errors.ts';

/**
 * `npm start`: builds and packs the extension and opens the sample in a real VS Code that has it installed.
 * `npm start -- --check` walks through it headlessly instead and prints one line for each step.
 */
const run = promisify(execFile);

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const usage = `npm start                 open the sample in VS Code and print its address
npm start -- --port 8123  the same on a port of your choice
npm start -- --check      walk through it headlessly, one line for each step`;

/** @returns the path of the VSIX */
async function buildAndPackage(): Promise<string> {
  say('Building …');
  try {
    const { stderr } = await run(process.execPath, [resolve(import.meta.dirname, 'build.ts')]);
    if (stderr !== '') process.stderr.write(stderr);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new ExpectedError(`The build failed.\n${stdout}${stderr}`.trim(), { cause: error });
  }
  return packagedExtension();
}

/** @throws Error when the text is no port or the port is taken */
async function portFrom(text: string): Promise<number> {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port is "${text}", which is not a whole number from 1 to 65535.`);
  }
  return freePort(port);
}

/** Runs until Ctrl+C. */
async function serve(port: number | undefined): Promise<void> {
  const vsix = await buildAndPackage();
  const vscode = await startVscode({ folder: sampleFolder, vsix: [vsix], nodePath: nodeFolder, port });
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  say(`\n  ${vscode.url}\n\nOpen it in a browser and press F5. Async Scope is in the activity bar. Ctrl+C ends it.`);
  await interrupted;
  await vscode.dispose();
}

/** @returns whether every step went well */
async function check(): Promise<boolean> {
  const journey = await setOut(await buildAndPackage());
  try {
    for (const step of journeySteps) {
      const outcome = await takeStep(journey, step);
      say(outcomeLine(outcome));
      if (!outcome.ok) return false;
    }
    say(`Pictures: ${screenshotFolder}`);
    return true;
  } finally {
    await journey.dispose();
  }
}

try {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } },
  });
  const port = values.port === undefined ? undefined : await portFrom(values.port);
  if (values.help) say(usage);
  else if (values.check) process.exitCode = (await check()) ? 0 : 1;
  else await serve(port);
} catch (error) {
  const hasMore = error instanceof Error && !(error instanceof ExpectedError) && error.cause !== undefined;
  const cause = hasMore ? `\n${messageOf(error.cause)}` : '';
  process.stderr.write(`${messageOf(error)}${cause}\n`);
  process.exitCode = 1;
}
