type Configuration = Record<string, unknown>;

/** From the editor to the process that runs the debugger. */
export type ToHost =
  /** Resolve a configuration and make an adapter for it; answered by `opened` or `failed`. */
  | { type: 'open'; call: number; configuration: Configuration; parent: string | undefined }
  | { type: 'debugging-started'; start: number; ok: boolean }
  /** Put the agent into debug terminals from now on; undefined: leave them as the debugger makes them. */
  | { type: 'prepare-terminals'; guardPath: string | undefined }
  | { type: 'session-started'; id: string }
  | { type: 'session-ended'; id: string };

/** From the process that runs the debugger to the editor. */
export type FromHost =
  | { type: 'ready' }
  | { type: 'opened'; call: number; id: string; configuration: Configuration; pipe: string }
  | { type: 'failed'; call: number; message: string }
  /** The debugger found a program and wants a session for it; answered by `debugging-started`. */
  | { type: 'start-debugging'; start: number; configuration: Configuration; parent: string | undefined };
