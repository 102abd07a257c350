import pc from 'picocolors';
import { wantsColors } from '../common/colors.ts';

/** Where our own lines go; the program keeps stdout for itself. */
export interface Terminal {
  /** Prints text as it is, ended by one line break. */
  print(text: string): void;
  /** Prints one sentence a person should not miss. */
  warn(sentence: string): void;
  colors: ReturnType<typeof pc.createColors>;
}

/** As much of `process.stderr` as is needed; Node leaves `isTTY` out where the stream is a file or a pipe. */
interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** @param stream such as `process.stderr` */
export function createTerminal(
  stream: Output,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Terminal {
  // With undefined, picocolors would decide by itself, and takes every CI system for a terminal.
  const colors = pc.createColors(wantsColors(environment, stream.isTTY ?? false));
  const print = (text: string): void => void stream.write(`${text.replace(/\n+$/, '')}\n`);
  return { print, warn: (sentence) => print(`${colors.yellow('async-scope:')} ${sentence}`), colors };
}
