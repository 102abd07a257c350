import type { AgentSettings } from '../../protocol/commands.ts';
import type { Runtime } from '../runtime.ts';

/** Something of Node that is watched. */
export interface Hook {
  readonly name: string;
  /** @returns how to undo it */
  enable(runtime: Runtime, settings: Required<AgentSettings>): () => void;
}
