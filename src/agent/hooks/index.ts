import type { Hook } from './hook.ts';
import { httpServer } from './httpServer.ts';

/** Everything of Node that is watched without a call to the library. */
export const hooks: readonly Hook[] = [httpServer];
