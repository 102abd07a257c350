import { Command, Option } from 'commander';
import { configurationFile } from '../common/configuration/schema.ts';
import { ExpectedError, messageOf } from '../common/errors.ts';
import { exportFormats } from '../model/export/index.ts';
import { checkFormats, findChecker } from './check.ts';
import { readConfiguration } from './configuration.ts';
import { dump, type DumpFormat, dumpFormats } from './dump.ts';
import { type FailCondition, failConditions } from './failOn.ts';
import { StartError } from './launch.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import { createTerminal } from './terminal.ts';

/** The exit code for a command line, recording or file that cannot be used. */
const usageExitCode = 2;

const terminal = createTerminal(process.stderr);
const collect = (value: string, previous: readonly string[]): string[] => [...previous, value];

const wholeNumber = (value: string): number => {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new ExpectedError(`"${value}" is no whole number from 1.`);
};

interface DumpFlags {
  format: DumpFormat;
  most: number;
  timeout: number;
  yes?: boolean;
  allowRemote?: boolean;
}

const configOption = (): Option =>
  new Option('--config <file>', `instead of the ${configurationFile} of this folder or one above it`);

interface RunFlags {
  record?: string | boolean;
  report: string[];
  failOn: FailCondition[];
  json?: boolean;
  detail?: string;
  config?: string;
}

const program = new Command('async-scope')
  .description('See every cancel scope, task, lock and session of a Node program.')
  .enablePositionalOptions()
  .configureOutput({ outputError: (text) => terminal.warn(text.replace(/^error: /, '').trim()) })
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : usageExitCode);
  });

program
  .command('run')
  .description("run a program, print a summary to stderr when it ends, and exit with the program's exit code")
  .usage('[options] -- node app.js …')
  .argument('<command...>', 'the program and its arguments')
  .option('--record <file>', 'write the recording here; gzipped when the name ends in .gz')
  .option('--no-record', 'write no recording (otherwise async-scope-<pid>.asyncscope in the current folder)')
  .option(
    '--report <file>',
    'also write a report: .html, .json, .md, .sarif, .csv or .trace; may be given more than once',
    collect,
    [],
  )
  .addOption(
    new Option('--fail-on <what>', 'exit with 3 when there was one; may be given more than once')
      .choices(failConditions)
      .argParser((value, previous: string[]) => {
        if (!failConditions.some((condition) => condition === value)) {
          throw new ExpectedError(`--fail-on knows ${failConditions.join(', ')}, but not "${value}".`);
        }
        return collect(value, previous);
      })
      .default([]),
  )
  .option(
    '--json',
    'print the report as JSON instead of the summary: the last line on stderr; --report writes it to a file',
  )
  .addOption(
    new Option(
      '--detail <level>',
      '0: what the library tells; 1: also what Node announces; 2: also what costs more (otherwise as configured)',
    ).choices(['0', '1', '2']),
  )
  .addOption(configOption())
  .passThroughOptions()
  .action(async (command: string[], flags: RunFlags) => {
    const configuration = readConfiguration(flags.config);
    process.exitCode = await run(
      {
        command,
        record: typeof flags.record === 'boolean' ? (flags.record ? undefined : false) : flags.record,
        reports: flags.report,
        failOn: flags.failOn,
        json: flags.json === true,
        configuration: flags.detail === undefined ? configuration : { ...configuration, detail: Number(flags.detail) },
      },
      terminal,
    );
  });

program
  .command('report')
  .description('print the summary of a recording, or write its report')
  .argument('<recording>', 'a file written by async-scope run')
  .addOption(
    new Option('--format <format>', 'instead of the summary').choices(exportFormats.map((format) => format.id)),
  )
  .option('--output <file>', 'write to this file instead of stdout; its name chooses the format where none is given')
  .addOption(configOption())
  .action(async (recording: string, flags: { format?: string; output?: string; config?: string }) => {
    const configuration = readConfiguration(flags.config);
    const format = exportFormats.find(({ id }) => id === flags.format);
    const out = (text: string): void => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    await report({ recording, format, output: flags.output, configuration }, terminal, out);
  });

program
  .command('check')
  .description('find broken cancellation in JavaScript and TypeScript sources; exits with 1 when there is some')
  .argument('[paths...]', 'files and folders (the current one unless given)')
  .addOption(new Option('--format <format>', 'how findings are printed').choices(checkFormats).default('text'))
  .addOption(configOption())
  .action(async (paths: string[], flags: { format: (typeof checkFormats)[number]; config?: string }) => {
    const { rules } = readConfiguration(flags.config);
    const check = findChecker();
    process.exitCode = await check({
      paths,
      format: flags.format,
      folder: process.cwd(),
      rules,
      print: (text) => void process.stdout.write(`${text}\n`),
      warn: (sentence) => terminal.warn(sentence),
    });
  });

program
  .command('dump')
  .description('print where every asynchronous function of a running Node process is suspended, and who awaits it')
  .argument('<target>', 'the id of a process of this machine, or the host:port that node --inspect printed')
  .addOption(new Option('--format <format>', 'how to print it').choices(dumpFormats).default('text'))
  .option('--most <count>', 'different stacks to print at most', wholeNumber, 1_000)
  .option('--timeout <ms>', 'how long the process may take to answer', wholeNumber, 10_000)
  .option('--yes', 'also where the process will stand still for more than a second, because its heap is large')
  .option('--allow-remote', 'also a host that is another machine; its inspector is unprotected')
  .addHelpText(
    'after',
    `
The inspector of a process is opened where it is not open yet, and closed again. The process stands still meanwhile:
about 10 ms for each MB of its heap. Only its main thread is looked at.`,
  )
  .action(async (target: string, flags: DumpFlags) => {
    const { format, most, timeout, yes = false, allowRemote = false } = flags;
    const out = (text: string): void => void process.stdout.write(`${text}\n`);
    await dump({ target, format, most, timeout, yes, allowRemote }, terminal, out);
  });

// `async-scope … | head` ends early on purpose, and is no reason for another exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync();
} catch (error) {
  const expected = error instanceof ExpectedError;
  terminal.warn(expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message));
  process.exitCode = error instanceof StartError ? error.exitCode : usageExitCode;
}
