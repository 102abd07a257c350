import { sharedRuntime } from '../runtime.ts';
import { ownScript } from '../sites.ts';

/** The runtime this copy of the library works on, shared with the agent and with other copies. */
export const runtime = sharedRuntime();
runtime.ownScripts.add(ownScript());
