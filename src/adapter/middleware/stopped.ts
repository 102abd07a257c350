import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';
import type { StopState } from '../stopState.ts';
import type { DescribeStop } from './exceptionInfo.ts';

/** Turns the stop at our trap, which the debugger takes for some breakpoint, into an exception. */
export const stoppedRewriter = (state: StopState, describe: DescribeStop): Rewriter => ({
  name: 'stopped',
  handles: ['stopped'],
  onEvent(event) {
    if (!isRecord(event.body) || typeof event.body['reason'] !== 'string') return;
    const { body } = event;
    if (!state.onStopped(body as Parameters<StopState['onStopped']>[0])) return;
    body['reason'] = 'exception';
    const { title } = describe(state.violation);
    body['description'] = state.asked ? `Paused: ${title}` : 'Paused on cancel-scope error';
    body['text'] = title;
    // An empty list says "some breakpoint", which it no longer is.
    delete body['hitBreakpointIds'];
  },
});
