/** A log that has something to do before the process ends. */
export interface OpenLog {
  /** From now on all is written at once. */
  flushAtEnd(): void;
  /** An error that nobody handles has come; it need not be the end. */
  flushAtCrash(): void;
}

/** One pair of listeners for all: a process warns of a leak where there are many of one kind. */
const logs = new Set<OpenLog>();

const atEnd = (): void => {
  for (const log of logs) log.flushAtEnd();
};
const atCrash = (): void => {
  for (const log of logs) log.flushAtCrash();
};

/** @param log to be told, until `forgetLog`, when the process ends */
export function rememberLog(log: OpenLog): void {
  if (logs.size === 0) {
    process.on('exit', atEnd);
    process.on('uncaughtExceptionMonitor', atCrash);
  }
  logs.add(log);
}

/** The log has ended. */
export function forgetLog(log: OpenLog): void {
  if (!logs.delete(log) || logs.size > 0) return;
  process.removeListener('exit', atEnd);
  process.removeListener('uncaughtExceptionMonitor', atCrash);
}
