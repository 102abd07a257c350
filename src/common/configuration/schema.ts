import * as v from 'valibot';
import type { ErrorClass } from '../errorClasses.ts';
import { type RuleName, ruleNames, ruleSeverities } from '../ruleNames.ts';
import { isPattern } from '../redaction/pattern.ts';

/** The name of the file, in the folder of the project or above it. */
export const configurationFile = 'async-scope.config.json';

/** Those that need no function of the program. */
const recoveryStrategies = ['retry', 'isolated-retry', 'skip', 'give-up'] as const;

const day = 86_400_000;

/* Each schema has one message, which completes the sentence "… is not". */

function whole(least: number, most: number) {
  const message = `a whole number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

function decimal(least: number, most: number) {
  const message = `a number from ${least} to ${most}`;
  return v.pipe(v.number(message), v.finite(message), v.minValue(least, message), v.maxValue(most, message));
}

const oneOf = <const T extends readonly string[]>(options: T) => v.picklist(options, `one of ${options.join(', ')}`);
const flag = v.boolean('true or false');
const path = v.pipe(v.string('a path'), v.minLength(1, 'a path'));
const section = <const E extends v.ObjectEntries>(entries: E) => v.strictObject(entries, 'an object');

const setting = <S extends v.GenericSchema>(description: string, schema: S, otherwise: v.InferInput<S>) =>
  v.optional(v.pipe(schema, v.description(description)), otherwise);
const noDefault = <S extends v.GenericSchema>(description: string, schema: S) =>
  v.optional(v.pipe(schema, v.description(description)));

const strategy = v.optional(oneOf(recoveryStrategies));

const ruleSeverity = v.optional(oneOf(ruleSeverities));
const ruleEntries = Object.fromEntries(ruleNames.map((name) => [name, ruleSeverity])) as Record<
  RuleName,
  typeof ruleSeverity
>;

const words = (what: string) => {
  const message = `a list of at most 100 ${what}`;
  return v.pipe(v.array(v.pipe(v.string('a text'), v.minLength(1, 'a text')), message), v.maxLength(100, message));
};

const patterns = v.pipe(
  v.array(
    v.pipe(
      v.string('a text'),
      v.check(isPattern, 'a pattern: a word of at least 3 letters or digits in which * stands for any characters'),
    ),
    'a list of patterns',
  ),
  v.maxLength(100, 'a list of at most 100 patterns'),
);

/** Everything that can be configured, with its default. It is the source of the types, of the checks and of the JSON Schema. */
export const configurationSchema = section({
  $schema: noDefault('Where the JSON Schema of this file is, for editors.', v.string('a text')),
  thresholds: v.optional(
    section({
      lockHeld: setting('How long a lock may be held, in ms.', whole(1, day), 5_000),
      leakGrace: setting('How long a lock or session may outlive its owner, in ms.', whole(0, day), 100),
      cancelGrace: setting('How long a cancelled task may go on, in ms.', whole(0, day), 5_000),
      taskRunning: setting(
        'How long a task may run before it is a finding, in ms; 0: as long as it likes.',
        whole(0, day),
        0,
      ),
    }),
    {},
  ),
  retention: v.optional(
    section({
      ended: setting('Ended tasks, scopes, sessions … kept, of each kind and program.', whole(0, 1_000_000), 1_000),
      retryable: setting(
        'Failed operations kept that could be run again, of each program.',
        whole(0, 1_000_000),
        10_000,
      ),
      attempts: setting('Attempts kept of each operation.', whole(1, 10_000), 20),
      programs: setting('Ended programs kept.', whole(1, 10_000), 100),
      alike: setting('Findings of one kind at one place kept; further ones are counted.', whole(1, 100_000), 100),
      systemSamples: setting('Samples of CPU and memory kept of each program.', whole(1, 100_000), 300),
      checks: setting('Health checks kept of each session.', whole(1, 10_000), 20),
      names: setting(
        'Names of operations, error classes and strategies counted each by itself.',
        whole(1, 100_000),
        500,
      ),
      longestTasks: setting('Tasks kept that took longest, of each program.', whole(0, 10_000), 20),
      logEvents: setting('Events kept in memory for the timeline and the log.', whole(1, 10_000_000), 10_000),
    }),
    {},
  ),
  recovery: v.optional(
    section({
      retries: setting('How often a failed operation is run again, unless it says so itself.', whole(0, 1_000), 0),
      backoff: v.optional(
        section({
          initial: setting('Pause before the first retry, in ms.', whole(0, day), 1_000),
          max: setting('No pause is longer, in ms.', whole(0, day), 30_000),
          exponent: setting('Each pause is so many times the one before.', decimal(1, 100), 2),
          jitter: setting('Vary the pauses at random, so that not all retry at once.', flag, true),
        }),
        {},
      ),
      breaker: v.optional(
        section({
          after: setting(
            'Failures in a row after which an operation is not tried for a while; 0: never.',
            whole(0, 100_000),
            0,
          ),
          halfOpenAfter: setting('After how long it is tried again, in ms.', whole(1, day), 30_000),
        }),
        {},
      ),
      strategies: v.optional(
        v.pipe(
          section({
            'cancel-scope-violation': strategy,
            'io-closed': strategy,
            'session-failure': strategy,
            timeout: strategy,
            network: strategy,
            authentication: strategy,
            cancelled: strategy,
            'resource-exhausted': strategy,
            unknown: strategy,
          } satisfies Record<ErrorClass, typeof strategy>),
          v.description('What is done about an error, by its class.'),
        ),
        {},
      ),
    }),
    {},
  ),
  redaction: v.optional(
    section({
      enabled: setting('Hide what looks like a secret in reports and exports.', flag, true),
      keys: setting('Names whose values are hidden, besides password, token and the like.', words('names'), []),
      patterns: setting('Words to hide; * stands for any characters within a word, as in "corp-*".', patterns, []),
    }),
    {},
  ),
  log: v.optional(
    section({
      file: noDefault(
        'For an AsyncDebugger: write all events to this recording (.asyncscope); {pid} in it becomes the process id.',
        path,
      ),
      maxSize: setting('Bytes after which a new file is begun.', whole(10_000, 10_000_000_000), 10_000_000),
      keep: setting('Older files kept.', whole(0, 1_000), 3),
    }),
    {},
  ),
  report: v.optional(
    section({
      file: noDefault(
        'For async-scope run: write the report here when the program ends; its ending chooses the format.',
        path,
      ),
      language: setting('The language of reports.', oneOf(['auto', 'en', 'zh-cn']), 'auto'),
    }),
    {},
  ),
  system: v.optional(
    section({
      sampleEvery: setting(
        'How often CPU, memory and event loop are measured, in ms; 0: never.',
        whole(0, 3_600_000),
        1_000,
      ),
    }),
    {},
  ),
  rules: v.optional(
    v.pipe(
      section(ruleEntries),
      v.description('How findings of the checker are shown, by rule; off leaves a rule out.'),
    ),
    {},
  ),
  captureSites: setting('Remember where scopes were entered, tasks spawned and locks taken.', flag, true),
  stackDepth: setting('Frames kept of each stack.', whole(1, 50), 8),
  detail: setting(
    'For async-scope run: how much is looked at: 0 what the library tells, 1 also what Node announces, 2 also what costs more, as functions of timers.',
    whole(0, 2),
    1,
  ),
});

/** The configuration in force. */
export type Configuration = v.InferOutput<typeof configurationSchema>;
/** What one layer may say: any part of it. */
export type ConfigurationInput = v.InferInput<typeof configurationSchema>;

export const defaultConfiguration: Configuration = v.parse(configurationSchema, {});
