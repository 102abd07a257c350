import type { EventOf, ProgramKey } from '../../protocol/events.ts';
import { ownFiles } from '../ownFiles.ts';
import type { Rewriter } from '../pipeline.ts';
import type { StopState, StopText } from '../stopState.ts';
import type { ChosenFilter } from '../conditions/stopRules.ts';
import { configurationDoneRewriter } from './configurationDone.ts';
import { evaluateRewriter, type NamedValues } from './evaluate.ts';
import { type DescribeStop, exceptionInfoRewriter } from './exceptionInfo.ts';
import { type ExtraFrame, extraFramesRewriter } from './extraFrames.ts';
import { initializeRewriter } from './initialize.ts';
import { setExceptionBreakpointsRewriter } from './setExceptionBreakpoints.ts';
import { stackTraceRewriter } from './stackTrace.ts';
import { stoppedRewriter } from './stopped.ts';

export interface RewriterOptions {
  isTarget: boolean;
  preloadPath: string;
  state: StopState;
  describe: (program: ProgramKey, violation: EventOf<'violation'>) => StopText;
  onChosen: (chosen: readonly ChosenFilter[]) => void;
  /** The frames to add below those of the debugger, beside the places of a stop that was asked for. */
  callers: () => readonly ExtraFrame[];
  /** What `$task`, `$scope` and `$violation` stand for at the present stop. */
  values: NamedValues;
  onHeld: () => void;
  onUnheld: () => void;
}

/** What is said about a violation whose event has not arrived yet. */
const unknownViolation: StopText = {
  title: 'Cancel-scope error',
  sentence: 'A cancel scope was broken here. The Async Scope view names the scope and the tasks.',
  usualCauses: [],
};

/** All rewriters of a session, in order. A session that only groups others has no program to hold or stop. */
export function rewritersFor(options: RewriterOptions): readonly Rewriter[] {
  const checkbox = [initializeRewriter(), setExceptionBreakpointsRewriter(options.onChosen)];
  if (!options.isTarget) return checkbox;
  const describe: DescribeStop = (reported) =>
    options.state.asked?.text ?? (reported ? options.describe(reported.program, reported.violation) : unknownViolation);
  return [
    ...checkbox,
    stoppedRewriter(options.state, describe),
    exceptionInfoRewriter(options.state, describe),
    stackTraceRewriter(options.state, ownFiles(options.preloadPath)),
    extraFramesRewriter(options.state, () => [...(options.state.asked?.text.places ?? []), ...options.callers()]),
    evaluateRewriter(options.values),
    configurationDoneRewriter(options.onHeld, options.onUnheld),
  ];
}
