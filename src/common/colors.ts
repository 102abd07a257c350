type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether to write colours, by the customs of no-color.org and force-color.org.
 *
 * @param isTTY whether the stream ends at a terminal
 */
export function wantsColors(environment: Environment, isTTY: boolean): boolean {
  if (environment['NO_COLOR']) return false;
  if (environment['FORCE_COLOR']) return environment['FORCE_COLOR'] !== '0';
  return isTTY && environment['TERM'] !== 'dumb';
}
