import { asyncListeners } from './asyncListeners.ts';
import { asyncTimers } from './asyncTimers.ts';
import type { Hook } from './hook.ts';
import { http2Server } from './http2Server.ts';
import { abortSignals } from './abortSignals.ts';
import { httpServer } from './httpServer.ts';
import { intervals } from './intervals.ts';
import { system } from './system.ts';

/** Everything of Node that is watched without a call to the library. */
export const hooks: readonly Hook[] = [
  abortSignals,
  httpServer,
  http2Server,
  asyncListeners,
  intervals,
  asyncTimers,
  system,
];
