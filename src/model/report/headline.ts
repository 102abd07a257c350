import type { Finding, Statistics } from '../state.ts';

/** One sentence: what is wrong, or that nothing is. */
export function headlineOf(model: { findings: readonly Finding[]; statistics: Statistics }): string {
  return model.findings.length === 0 ? 'No problems found.' : `${model.findings.length} problems found.`;
}
