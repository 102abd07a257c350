import { childProcesses } from './childProcesses.ts';
import { files } from './files.ts';
import type { Hook } from './hook.ts';
import { httpServer } from './httpServer.ts';
import { packages } from './packages.ts';
import { servers } from './servers.ts';
import { sockets } from './sockets.ts';
import { system } from './system.ts';
import { webLocks } from './webLocks.ts';
import { workers } from './workers.ts';

/** Everything of Node that is watched without a call to the library. */
export const hooks: readonly Hook[] = [
  httpServer,
  sockets,
  servers,
  childProcesses,
  workers,
  files,
  webLocks,
  packages,
  system,
];
