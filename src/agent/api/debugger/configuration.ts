import { type Configuration, loadConfiguration } from '../../../common/configuration.ts';
import { type ConfigurationInput, defaultConfiguration } from '../../../common/configuration/schema.ts';
import { ExpectedError, messageOf } from '../../../common/errors.ts';
import { readTextFile } from '../../../common/readTextFile.ts';
import type { OperationPolicy } from '../recovery/policy.ts';
import { type Recovery, type RecoveryTable, giveUp, isolatedRetry, retry, skip } from '../recovery/strategy.ts';

/**
 * The configuration of the program: the nearest `async-scope.config.json`, the environment, and what is said in code.
 * @param file path of the file, where one is named in code
 * @throws ExpectedError naming everything that cannot be used, where the code has a part in it; a file or a variable
 *   that is merely found does not keep the program from running: that is said on stderr, and defaults are used
 */
export function configurationOf(options: ConfigurationInput, file: string | undefined): Configuration {
  try {
    return loadConfiguration({
      folder: process.cwd(),
      file,
      environment: process.env,
      options,
      readFile: readTextFile,
    });
  } catch (error) {
    if (!(error instanceof ExpectedError) || file !== undefined || Object.keys(options).length > 0) throw error;
    process.stderr.write(`Async Scope uses its defaults. ${messageOf(error)}\n`);
    return defaultConfiguration;
  }
}

/** The policy of an operation that has none of its own for its failures. */
export function configuredPolicy<T>({ recovery }: Configuration, own: OperationPolicy<T> = {}): OperationPolicy<T> {
  const { breaker } = recovery;
  return {
    ...(breaker.after > 0 && { breaker }),
    ...(own.retries === undefined && { recovery: tableOf(recovery) }),
    ...own,
  };
}

function tableOf({ retries, backoff, strategies }: Configuration['recovery']): RecoveryTable<never> {
  const options = { attempts: Math.max(1, retries), backoff };
  const made: Readonly<Record<string, () => Recovery<never>>> = {
    retry: () => retry(options),
    'isolated-retry': () => isolatedRetry(options),
    // What the caller gets is its own business: whoever configures it knows that nothing is used of the result.
    skip: () => skip() as Recovery<never>,
    'give-up': giveUp,
  };
  const rows = Object.entries(strategies).flatMap(([name, strategy]) => {
    const make = strategy === undefined ? undefined : made[strategy];
    return make ? [[name, make()] as const] : [];
  });
  return { ...(retries > 0 && { default: retry(options) }), ...Object.fromEntries(rows) };
}
