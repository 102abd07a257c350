import { awaiters } from './awaiters.ts';
import type { Hook } from './hook.ts';
import { httpServer } from './httpServer.ts';
import { system } from './system.ts';

/** Everything of Node that is watched without a call to the library. */
export const hooks: readonly Hook[] = [httpServer, system, awaiters];
