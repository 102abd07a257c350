import type { DebugRun } from '../debug/debugRun.ts';

/** The line above the tree: whether what is below it still moves. Undefined while it does. */
export function runMessage(run: DebugRun | undefined): string | undefined {
  if (!run || run.model.programs.size === 0) return undefined;
  if (!run.isOver) return run.isPaused ? 'Paused: this is how things stand at the stop.' : undefined;
  const [first] = run.model.programs.values();
  const code = first?.exitCode ?? null;
  return `Ended${code === null ? '' : ` with exit code ${code}`}: this is what it left behind.`;
}
