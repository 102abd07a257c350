import type { DebugProtocol } from '@vscode/debugprotocol';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';

/** The exception filter that is ours; the editor shows it as a checkbox in its Breakpoints view. */
export const violationFilter = {
  filter: 'asyncScope.cancelScope',
  label: 'Cancel-scope errors',
  description: 'Stop where a cancel scope or a task group is broken: left in another task, out of order, or twice.',
  default: true,
} as const satisfies DebugProtocol.ExceptionBreakpointsFilter;

/** Adds our exception filter to what the debugger says it can do. */
export const initializeRewriter = (): Rewriter => ({
  name: 'initialize',
  handles: ['initialize'],
  onResponse(response) {
    if (!response.success || !isRecord(response.body)) return;
    const capabilities: DebugProtocol.Capabilities = response.body;
    capabilities.exceptionBreakpointFilters = [...(capabilities.exceptionBreakpointFilters ?? []), violationFilter];
  },
});
