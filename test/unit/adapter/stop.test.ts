import { describe, expect, it } from 'vitest';
import { type DescribeStop, exceptionInfoRewriter } from '../../../src/adapter/middleware/exceptionInfo.ts';
import { stackTraceRewriter } from '../../../src/adapter/middleware/stackTrace.ts';
import { stoppedRewriter } from '../../../src/adapter/middleware/stopped.ts';
import { StopState } from '../../../src/adapter/stopState.ts';
import { event, request, response, violation } from './messages.ts';

const describeStop: DescribeStop = (reported) => ({
  title: reported ? `Violation ${reported.violation.id}` : 'Some violation',
  sentence: reported ? 'It was left by another task.' : 'It was broken.',
  usualCauses: reported ? ['one', 'two'] : [],
});

const breakpointStop = (hitBreakpointIds?: number[]) =>
  event('stopped', { reason: 'breakpoint', description: 'Paused on breakpoint', threadId: 3, hitBreakpointIds });

/** A session of its own, with all three rewriters of a stop. */
function session() {
  const state = new StopState();
  state.setTrapBreakpoint('2:1:0:trap');
  const stopped = stoppedRewriter(state, describeStop);
  const info = exceptionInfoRewriter(state, describeStop);
  const stack = stackTraceRewriter(state, (path) => path.startsWith('/ext/'));
  return {
    state,
    stop: (message = breakpointStop([])) => {
      stopped.onEvent?.(message);
      return message.body as Record<string, unknown>;
    },
    info: () => {
      const message = { ...response('exceptionInfo'), success: false, message: 'Thread is not paused on exception' };
      info.onResponse?.(message);
      return message;
    },
    stack: (frames: object[], startFrame = 0) => {
      stack.onRequest?.(request('stackTrace', { threadId: 3, startFrame }));
      const message = response('stackTrace', { stackFrames: frames });
      stack.onResponse?.(message);
      return frames.map((frame) => ('presentationHint' in frame ? frame.presentationHint : undefined));
    },
  };
}

const frame = (name: string, path?: string) => ({
  id: 1,
  name,
  line: 1,
  column: 1,
  source: path ? { path } : undefined,
});

describe('a stop at the trap', () => {
  it('is shown as an exception, with the title of the violation', () => {
    const { stop, state } = session();
    state.onViolation({ program: '1/0', violation: violation(7) });
    state.onPaused(['2:1:0:trap']);
    expect(stop()).toEqual({
      reason: 'exception',
      description: 'Paused on cancel-scope error',
      text: 'Violation 7',
      threadId: 3,
    });
  });

  it('is recognised before the violation and the pause of V8 have arrived', () => {
    const { stop } = session();
    expect(stop()).toMatchObject({ reason: 'exception', text: 'Some violation' });
  });

  it('is not seen in a breakpoint of the user, a debugger statement, a step, a pause or the entry', () => {
    const { stop, state } = session();
    state.onViolation({ program: '1/0', violation: violation() });
    const others = [
      breakpointStop([4]),
      breakpointStop(undefined),
      ...['step', 'pause', 'entry', 'exception'].map((reason) => event('stopped', { reason, hitBreakpointIds: [] })),
    ];
    for (const message of others) {
      const before = structuredClone(message.body) as object;
      expect(stop(message)).toEqual(before);
      expect(state.isTrapStop).toBe(false);
    }
  });

  it('is not seen where V8 names another breakpoint than ours', () => {
    const { stop, state } = session();
    state.onPaused(['other']);
    expect(stop()).toMatchObject({ reason: 'breakpoint', hitBreakpointIds: [] });
    state.onResumed();
    expect(stop()).toMatchObject({ reason: 'exception' });
  });
});

describe('the exception info at the trap', () => {
  it('succeeds with title, sentence and usual causes', () => {
    const { stop, info, state } = session();
    state.onViolation({ program: '1/0', violation: violation(7) });
    stop();
    expect(info()).toEqual({
      ...response('exceptionInfo'),
      body: {
        exceptionId: 'Violation 7',
        description: 'It was left by another task.\n\nUsual causes:\n• one\n• two',
        breakMode: 'always',
        details: {
          message: 'It was left by another task.',
          typeName: 'exited-in-another-task',
          evaluateName: '$violation',
        },
      },
    });
  });

  it('is in general words as long as the violation has not arrived', () => {
    const { stop, info } = session();
    stop();
    expect(info().body).toMatchObject({ exceptionId: 'Some violation', description: 'It was broken.' });
  });

  it('is left alone at other stops', () => {
    const { stop, info } = session();
    stop();
    stop(breakpointStop([1]));
    expect(info()).toMatchObject({ success: false, message: 'Thread is not paused on exception' });
  });
});

describe('the stack', () => {
  it('has the frames of the agent subtle at every stop', () => {
    const { stack } = session();
    expect(stack([frame('trap', '/ext/preload.cjs'), frame('main', '/user/main.ts'), frame('await')])).toEqual([
      'subtle',
      undefined,
      undefined,
    ]);
  });

  it('has the helpers for using declarations subtle at the trap only', () => {
    const helpers = [
      frame('exit', '/ext/preload.cjs'),
      frame('next', '/user/out.js'),
      frame('__disposeResources', '/user/out.js'),
      frame('next', '/user/main.ts'),
      frame('Object.__callDispose', '/user/out.js'),
    ];
    const { stack, stop } = session();
    expect(stack(structuredClone(helpers))).toEqual(['subtle', undefined, undefined, undefined, undefined]);
    stop();
    expect(stack(structuredClone(helpers))).toEqual(['subtle', 'subtle', 'subtle', 'subtle', 'subtle']);
    expect(stack([frame('trap', '/ext/preload.cjs'), frame('next', '/user/main.ts')])).toEqual(['subtle', undefined]);
  });

  it('takes the stop back when its top frame is not the trap', () => {
    const { stack, stop, state } = session();
    stop();
    stack([frame('main', '/user/main.ts')], 1);
    expect(state.isTrapStop).toBe(true);
    stack([frame('main', '/user/main.ts')]);
    expect(state.isTrapStop).toBe(false);
  });

  it.each([[undefined], ['text'], [[null, 7, { name: 3 }]]])('survives a malformed answer: %j', (stackFrames) => {
    const rewriter = stackTraceRewriter(new StopState(), () => true);
    const message = response('stackTrace', { stackFrames });
    expect(() => rewriter.onResponse?.(message)).not.toThrow();
    expect(message.body).toEqual({ stackFrames });
  });
});
