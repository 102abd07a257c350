import { asyncListeners } from './asyncListeners.ts';
import { asyncTimers } from './asyncTimers.ts';
import { awaiters } from './awaiters.ts';
import { childProcesses } from './childProcesses.ts';
import { files } from './files.ts';
import type { Hook } from './hook.ts';
import { http2Server } from './http2Server.ts';
import { abortSignals } from './abortSignals.ts';
import { httpServer } from './httpServer.ts';
import { intervals } from './intervals.ts';
import { packages } from './packages.ts';
import { servers } from './servers.ts';
import { sockets } from './sockets.ts';
import { system } from './system.ts';
import { webLocks } from './webLocks.ts';
import { workers } from './workers.ts';

/** Everything of Node that is watched without a call to the library. */
export const hooks: readonly Hook[] = [
  abortSignals,
  httpServer,
  http2Server,
  asyncListeners,
  intervals,
  asyncTimers,
  sockets,
  servers,
  childProcesses,
  workers,
  files,
  webLocks,
  packages,
  system,
  awaiters,
];
