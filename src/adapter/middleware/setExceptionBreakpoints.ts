import type { DebugProtocol } from '@vscode/debugprotocol';
import { messageOf } from '../../common/errors.ts';
import { parseCondition } from '../conditions/parse.ts';
import { type StopFilter, stopFilterOf } from '../conditions/stopFilters.ts';
import type { ChosenFilter } from '../conditions/stopRules.ts';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';

type Asked = Partial<DebugProtocol.SetExceptionBreakpointsArguments>;
type Answer = Pick<DebugProtocol.Breakpoint, 'verified' | 'message'>;

/** One of our filters in a request. */
interface Ours {
  /** Among `filters` and `filterOptions` together. */
  place: number;
  chosen: ChosenFilter;
  answer: Answer;
}

/**
 * Takes our exception filters out of the request, which the debugger does not know, and says which were set. The user's
 * own filters pass as they are. A condition that is not understood is shown in the editor with what is wrong, and the
 * filter goes on without it: a stop too many is noticed, one too few is not.
 *
 * @param onChosen called with each request
 */
export function setExceptionBreakpointsRewriter(onChosen: (chosen: readonly ChosenFilter[]) => void): Rewriter {
  /** By sequence number: how many filters there were, and ours, whose answers the editor expects at their places. */
  const taken = new Map<number, { total: number; ours: readonly Ours[] }>();
  return {
    name: 'setExceptionBreakpoints',
    handles: ['setExceptionBreakpoints'],
    onRequest(request) {
      if (!isRecord(request.arguments)) return;
      const { total, ours } = takeOurs(request.arguments as Asked);
      if (ours.length > 0) taken.set(request.seq, { total, ours });
      onChosen(ours.map(({ chosen }) => chosen));
    },
    onResponse(response) {
      const ask = taken.get(response.request_seq);
      taken.delete(response.request_seq);
      if (!ask || !response.success) return;
      const given: unknown = isRecord(response.body) ? response.body['breakpoints'] : undefined;
      if (Array.isArray(given)) {
        for (const { place, answer } of ask.ours) given.splice(place, 0, answer);
      } else if (ask.ours.some(({ answer }) => !answer.verified)) {
        // The debugger need not answer for each filter; where something is wrong with ours, all have their place.
        const breakpoints: Answer[] = Array.from({ length: ask.total }, () => ({ verified: true }));
        for (const { place, answer } of ask.ours) breakpoints[place] = answer;
        response.body = { ...(isRecord(response.body) ? response.body : {}), breakpoints };
      }
    },
  };
}

function takeOurs(asked: Asked): { total: number; ours: Ours[] } {
  const { filters, filterOptions } = asked;
  const all = [...(filters ?? []).map((filterId) => ({ filterId, condition: undefined })), ...(filterOptions ?? [])];
  const ours = all.flatMap(({ filterId, condition }, place) => {
    const filter = stopFilterOf(filterId);
    return filter ? [{ place, ...understood(filter, condition) }] : [];
  });
  if (ours.length > 0) {
    if (filters) asked.filters = filters.filter((filter) => !stopFilterOf(filter));
    if (filterOptions) asked.filterOptions = filterOptions.filter(({ filterId }) => !stopFilterOf(filterId));
  }
  return { total: all.length, ours };
}

function understood(filter: StopFilter, condition: string | undefined): Pick<Ours, 'chosen' | 'answer'> {
  const unconditional = { filter, condition: undefined };
  if (condition === undefined || condition.trim() === '') return { chosen: unconditional, answer: { verified: true } };
  try {
    return { chosen: { filter, condition: parseCondition(condition) }, answer: { verified: true } };
  } catch (error) {
    const message = `The condition is not understood, so it is left out: ${messageOf(error)}`;
    return { chosen: unconditional, answer: { verified: false, message } };
  }
}
