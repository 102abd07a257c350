import { describe, expect, it } from 'vitest';
import { type ConfigurationSources, loadConfiguration } from '../../../src/common/configuration.ts';
import { configurationFile, defaultConfiguration } from '../../../src/common/configuration/schema.ts';
import { defaultRetention, defaultThresholds } from '../../../src/model/state.ts';

const file = (folder: string): string => `${folder}/${configurationFile}`;

interface Given extends Partial<Omit<ConfigurationSources, 'readFile'>> {
  files?: Readonly<Record<string, unknown>>;
}

/** Loads from files that are given as objects, or as text. */
const load = ({ files = {}, ...sources }: Given) =>
  loadConfiguration({
    folder: '/home/project/src',
    environment: {},
    ...sources,
    readFile: (path) => {
      const content = files[path];
      return typeof content === 'object' ? JSON.stringify(content) : (content as string | undefined);
    },
  });

const inFile = (content: unknown) => load({ files: { [file('/home/project')]: content } });

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return expect.fail('nothing was wrong');
}

describe('the configuration', () => {
  it('is the defaults where nothing is said', () => {
    expect(load({})).toEqual(defaultConfiguration);
  });

  it('has the defaults of the model', () => {
    expect(defaultConfiguration.thresholds).toMatchObject(defaultThresholds);
    expect(defaultConfiguration.retention).toMatchObject(defaultRetention);
  });

  it('is found in the nearest folder that has a file, upward', () => {
    const files = {
      [file('/home/project')]: { stackDepth: 3 },
      [file('/home')]: { stackDepth: 4 },
    };
    expect(load({ files }).stackDepth).toBe(3);
    expect(load({ files, folder: '/home' }).stackDepth).toBe(4);
    expect(load({ files, folder: '/' }).stackDepth).toBe(defaultConfiguration.stackDepth);
  });

  it('is read from the file that is named, whatever is nearer', () => {
    const files = { '/home/other.json': { stackDepth: 5 }, [file('/home/project/src')]: { stackDepth: 3 } };
    expect(load({ files, file: '../../other.json' }).stackDepth).toBe(5);
  });

  it('lets the environment count more than the file, and options in code more than both', () => {
    const sources: Given = {
      files: { [file('/home')]: { thresholds: { lockHeld: 1, leakGrace: 2, cancelGrace: 3 } } },
      environment: { ASYNC_SCOPE_THRESHOLDS_LOCK_HELD: '10', ASYNC_SCOPE_THRESHOLDS_LEAK_GRACE: '20' },
      options: { thresholds: { lockHeld: 100 } },
    };
    expect(load(sources).thresholds).toEqual({ lockHeld: 100, leakGrace: 20, cancelGrace: 3, taskRunning: 0 });
  });

  it('is read from the environment in every kind of value', () => {
    const configuration = load({
      environment: {
        ASYNC_SCOPE_REDACTION_ENABLED: 'false',
        ASYNC_SCOPE_REDACTION_KEYS: 'pin, iban',
        ASYNC_SCOPE_RECOVERY_BACKOFF_EXPONENT: '1.5',
        ASYNC_SCOPE_RECOVERY_STRATEGIES_IO_CLOSED: 'skip',
        ASYNC_SCOPE_REPORT_LANGUAGE: 'zh-cn',
        ASYNC_SCOPE_CAPTURE_SITES: '0',
        ASYNC_SCOPE_STACK_DEPTH: '',
        ASYNC_SCOPE_PIPE: '/tmp/pipe',
      },
    });
    expect(configuration.redaction).toEqual({ enabled: false, keys: ['pin', 'iban'], patterns: [] });
    expect(configuration.recovery.backoff.exponent).toBe(1.5);
    expect(configuration.recovery.strategies).toEqual({ 'io-closed': 'skip' });
    expect(configuration.report.language).toBe('zh-cn');
    expect(configuration.captureSites).toBe(false);
    expect(configuration.stackDepth).toBe(8);
  });

  it('counts paths from the folder of the file, and from the working directory elsewhere', () => {
    const configuration = load({
      files: { [file('/home')]: { log: { file: 'logs/run.asyncscope' }, report: { file: '/tmp/report.html' } } },
    });
    expect([configuration.log.file, configuration.report.file]).toEqual([
      '/home/logs/run.asyncscope',
      '/tmp/report.html',
    ]);
    const { log } = load({ environment: { ASYNC_SCOPE_LOG_FILE: 'run.asyncscope' } });
    expect(log.file).toBe('/home/project/src/run.asyncscope');
  });

  it('may name its JSON Schema and begin with a mark of byte order', () => {
    expect(inFile('\uFEFF{ "$schema": "./config.schema.json", "stackDepth": 2 }').stackDepth).toBe(2);
  });
});

describe('a configuration that cannot be used', () => {
  it('is refused in one error that names the file and every key, with its value and what is allowed', () => {
    const message = messageOf(() =>
      inFile({
        treshold: {},
        thresholds: { lockheld: 1, leakGrace: 'long', taskRunning: 0.5 },
        redaction: { patterns: ['a+b(c'] },
        report: { language: 'fr' },
        system: 7,
        zebra: true,
      }),
    );
    expect(message.split('\n  ')).toEqual([
      '/home/project/async-scope.config.json cannot be used as it is:',
      'thresholds.leakGrace is "long", but should be a whole number from 0 to 86400000.',
      'thresholds.taskRunning is 0.5, but should be a whole number from 0 to 86400000.',
      'redaction.patterns.0 is "a+b(c", but should be a pattern: a word of at least 3 letters or digits in which * stands for any characters.',
      'report.language is "fr", but should be one of auto, en, zh-cn.',
      'system is 7, but should be an object.',
      'treshold is no known key; did you mean "thresholds"?',
      'thresholds.lockheld is no known key; did you mean "lockHeld"?',
      'zebra is no known key; allowed are $schema, thresholds, retention, recovery, redaction, log, report, system, rules, captureSites, stackDepth, detail.',
    ]);
  });

  it('is told where a key belongs that stands in the wrong section', () => {
    expect(messageOf(() => inFile({ lockHeld: 5 }))).toContain('did you mean "thresholds.lockHeld"?');
  });

  it('is told by the name of the variable when it came from the environment', () => {
    const environment = {
      ASYNC_SCOPE_THRESHOLDS_LOCK_HELD: 'two',
      ASYNC_SCOPE_CAPTURE_SITES: 'maybe',
      ASYNC_SCOPE_THRESHOLDS_LOCKHELD: '5',
    };
    expect(messageOf(() => load({ environment })).split('\n  ')).toEqual([
      'The environment cannot be used as it is:',
      'ASYNC_SCOPE_THRESHOLDS_LOCK_HELD is "two", but should be a whole number from 1 to 86400000.',
      'ASYNC_SCOPE_CAPTURE_SITES is "maybe", but should be true or false.',
      'ASYNC_SCOPE_THRESHOLDS_LOCKHELD is no known variable; did you mean ASYNC_SCOPE_THRESHOLDS_LOCK_HELD?',
    ]);
  });

  it('is told of all layers at once', () => {
    const sources = { files: { [file('/home')]: { a: 1 } }, environment: { ASYNC_SCOPE_STACK_DEPTH: '0' } };
    const message = messageOf(() => load({ ...sources, options: { stackDepth: 99 } }));
    expect(message).toMatch(/^\/home\/async-scope[^]*\nThe environment[^]*\nThe options in code/);
  });

  it.each([
    ['is not JSON', () => inFile('{ stackDepth: 3 }'), 'async-scope.config.json is not JSON: '],
    ['is no object', () => inFile('[]'), 'The configuration is [], but should be an object.'],
    ['does not exist', () => load({ file: 'mine.json' }), '/home/project/src/mine.json does not exist.'],
    ['reaches for the prototype', () => inFile('{ "__proto__": {} }'), '__proto__ is no known key'],
    [
      'cannot be read',
      () =>
        loadConfiguration({
          folder: '/',
          environment: {},
          readFile: () => {
            throw new Error('EACCES');
          },
        }),
      'The configuration /async-scope.config.json cannot be read: EACCES.',
    ],
  ])('names a file that %s', (_, run, sentence) => {
    expect(messageOf(run)).toContain(sentence);
  });
});
