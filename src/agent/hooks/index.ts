import type { Hook } from './hook.ts';
import { abortSignals } from './abortSignals.ts';
import { httpServer } from './httpServer.ts';
import { system } from './system.ts';

/** Everything of Node that is watched without a call to the library. */
export const hooks: readonly Hook[] = [abortSignals, httpServer, system];
