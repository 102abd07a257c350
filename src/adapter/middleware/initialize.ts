import type { DebugProtocol } from '@vscode/debugprotocol';
import { stopFilters } from '../conditions/stopFilters.ts';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';

/** Adds our exception filters to what the debugger says it can do; the editor shows them in its Breakpoints view. */
export const initializeRewriter = (): Rewriter => ({
  name: 'initialize',
  handles: ['initialize'],
  onResponse(response) {
    if (!response.success || !isRecord(response.body)) return;
    const capabilities: DebugProtocol.Capabilities = response.body;
    const ours = stopFilters.map(({ shown }) => ({ ...shown }));
    capabilities.exceptionBreakpointFilters = [...(capabilities.exceptionBreakpointFilters ?? []), ...ours];
  },
});
