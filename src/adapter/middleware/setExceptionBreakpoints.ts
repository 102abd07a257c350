import type { DebugProtocol } from '@vscode/debugprotocol';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';
import { violationFilter } from './initialize.ts';

/**
 * Takes our exception filter out of the request, which the debugger does not know, and says whether it was set.
 * The user's own filters pass as they are.
 *
 * @param onChecked called with each request
 */
export function setExceptionBreakpointsRewriter(onChecked: (checked: boolean) => void): Rewriter {
  /** By sequence number: the places our filter had, which the answer must have again. */
  const taken = new Map<number, readonly number[]>();
  return {
    name: 'setExceptionBreakpoints',
    handles: ['setExceptionBreakpoints'],
    onRequest(request) {
      if (!isRecord(request.arguments)) return;
      const places = takeOurs(request.arguments as Partial<DebugProtocol.SetExceptionBreakpointsArguments>);
      if (places.length > 0) taken.set(request.seq, places);
      onChecked(places.length > 0);
    },
    onResponse(response) {
      const places = taken.get(response.request_seq);
      taken.delete(response.request_seq);
      const breakpoints: unknown = isRecord(response.body) ? response.body['breakpoints'] : undefined;
      if (!places || !Array.isArray(breakpoints)) return;
      for (const place of places) breakpoints.splice(place, 0, { verified: true });
    },
  };
}

/** Removes our filter and returns the places it had in `filters` and `filterOptions` together, ascending. */
function takeOurs(arguments_: Partial<DebugProtocol.SetExceptionBreakpointsArguments>): number[] {
  const { filters, filterOptions } = arguments_;
  const asked = [...(filters ?? []), ...(filterOptions ?? []).map((option) => option.filterId)];
  const places = asked.flatMap((filter, place) => (filter === violationFilter.filter ? [place] : []));
  if (places.length > 0) {
    if (filters) arguments_.filters = filters.filter((filter) => filter !== violationFilter.filter);
    if (filterOptions) {
      arguments_.filterOptions = filterOptions.filter((option) => option.filterId !== violationFilter.filter);
    }
  }
  return places;
}
