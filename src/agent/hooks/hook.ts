import type { AgentSettings, DetailLevel } from '../../protocol/commands.ts';
import type { Runtime } from '../runtime.ts';

/** Something of Node that is watched. */
export interface Hook {
  readonly name: string;
  /** The lowest level of detail at which it is watched. */
  readonly detail: DetailLevel;
  /** @returns how to undo it */
  enable(runtime: Runtime, settings: Required<AgentSettings>): () => void;
}
