import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ExtraFrame, extraFramesRewriter } from '../../../src/adapter/middleware/extraFrames.ts';
import { StopState } from '../../../src/adapter/stopState.ts';
import { problem } from './conditions/problem.ts';
import { event, request, response } from './messages.ts';

const place = { label: 'start', path: '/src/deep/app.ts', line: 7, column: 3 };
const extra: readonly ExtraFrame[] = [{ label: 'task worker' }, place];

let state: StopState;
beforeEach(() => {
  state = new StopState();
});

interface Answer {
  stackFrames: { id: number; name: string; presentationHint?: string }[];
  totalFrames?: number;
}

function session(frames: readonly ExtraFrame[] = extra) {
  const asked = vi.fn(() => frames);
  const rewriter = extraFramesRewriter(state, asked);
  const stack = (own: number, args: object = { threadId: 1 }, more: object = {}) => {
    rewriter.onRequest?.(request('stackTrace', args));
    const stackFrames = Array.from({ length: own }, (_, index) => ({ id: index + 1, name: `own ${index + 1}` }));
    const message = response('stackTrace', { stackFrames, ...more });
    rewriter.onResponse?.(message);
    return message.body as Answer;
  };
  const names = (own: number, args?: object): string[] => stack(own, args).stackFrames.map(({ name }) => name);
  return { rewriter, stack, names, asked };
}

/** The program is stopped because we asked for it. */
function stopAsked(): void {
  state.setTrapBreakpoint('trap');
  state.expect({ facts: problem(), text: { title: '', sentence: '', usualCauses: [] } });
  state.onPaused(['trap'], ['trap', 'stop', 'stopAsked']);
  state.onStopped({ reason: 'breakpoint', hitBreakpointIds: [] });
}

describe('the frames of our own', () => {
  it('come after those of the debugger, labels as labels and places as places', () => {
    const { stackFrames, totalFrames } = session().stack(1, { threadId: 1 }, { totalFrames: 1 });
    expect(stackFrames.slice(1)).toEqual([
      { id: 2_000_000_000, name: 'task worker', line: 0, column: 0, presentationHint: 'label' },
      {
        id: 2_000_000_001,
        name: 'start',
        line: 7,
        column: 3,
        source: { name: 'app.ts', path: '/src/deep/app.ts' },
        canRestart: false,
      },
    ]);
    expect(totalFrames).toBe(3);
  });

  it('come at the end of the last page only, and once', () => {
    const { names, asked } = session();
    expect(names(20, { startFrame: 0, levels: 20 })).toHaveLength(20);
    expect(asked).not.toHaveBeenCalled();
    expect(names(5, { startFrame: 20, levels: 20 })).toHaveLength(7);
    // From beyond the end: it has them already.
    expect(names(0, { startFrame: 25, levels: 20 })).toEqual([]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('count in the total from the first frame of the whole stack', () => {
    expect(session().stack(5, { startFrame: 20, levels: 20 }).totalFrames).toBe(27);
  });

  it('come where the editor asks for all frames, which may be said by 0', () => {
    expect(session().names(3, { startFrame: 0, levels: 0 })).toHaveLength(5);
    expect(session().names(3, {})).toHaveLength(5);
  });

  it('leave an answer as it is where there are none', () => {
    expect(session([]).stack(1, {}, { totalFrames: 9 })).toEqual({
      stackFrames: [{ id: 1, name: 'own 1' }],
      totalFrames: 9,
    });
  });

  it('are not put into an answer that failed, or to a question from before the stop', () => {
    const { rewriter, asked } = session();
    rewriter.onRequest?.(request('stackTrace', {}));
    const failed = { ...response('stackTrace', { stackFrames: [] }), success: false };
    rewriter.onResponse?.(failed);
    rewriter.onRequest?.(request('stackTrace', {}));
    rewriter.onEvent?.(event('stopped'));
    const late = response('stackTrace', { stackFrames: [] });
    rewriter.onResponse?.(late);
    expect([failed.body, late.body]).toEqual([{ stackFrames: [] }, { stackFrames: [] }]);
    expect(asked).not.toHaveBeenCalled();
  });

  it('are all that is left below the first frame of a stop that was asked for', () => {
    stopAsked();
    expect(session().names(5, { startFrame: 0, levels: 20 })).toEqual(['own 1', 'task worker', 'start']);
    expect(session().stack(5).stackFrames[0]?.presentationHint).toBe('subtle');
    // Full pages and later ones too: what the debugger has there is not about the problem.
    expect(session().names(20, { startFrame: 0, levels: 20 })).toHaveLength(3);
    expect(session().names(4, { startFrame: 20, levels: 20 })).toEqual([]);
  });

  it.each([[undefined], [{}], [{ stackFrames: 'none' }]])('survive a malformed answer: %j', (body) => {
    const { rewriter } = session();
    rewriter.onRequest?.(request('stackTrace', {}));
    const message = { ...response('stackTrace'), body };
    expect(() => rewriter.onResponse?.(message)).not.toThrow();
    expect(message.body).toEqual(body);
  });
});

describe('a question about a frame of ours', () => {
  it('for its variables is answered: it has none', () => {
    const { rewriter } = session();
    rewriter.onRequest?.(request('scopes', { frameId: 2_000_000_001 }));
    const message = { ...response('scopes'), success: false, message: 'Stack frame not found' };
    rewriter.onResponse?.(message);
    expect(message).toEqual(response('scopes', { scopes: [] }));
  });

  it('to evaluate something is asked globally', () => {
    const message = request('evaluate', { expression: 'x', frameId: 2_000_000_000, context: 'repl' });
    session().rewriter.onRequest?.(message);
    expect(message.arguments).toEqual({ expression: 'x', context: 'repl' });
  });

  it('leaves those about frames of the debugger alone', () => {
    const { rewriter } = session();
    const evaluated = request('evaluate', { expression: 'x', frameId: 3 });
    rewriter.onRequest?.(evaluated);
    expect(evaluated.arguments).toEqual({ expression: 'x', frameId: 3 });
    rewriter.onRequest?.(request('scopes', { frameId: 3 }));
    const answer = response('scopes', { scopes: ['theirs'] });
    rewriter.onResponse?.(answer);
    expect(answer.body).toEqual({ scopes: ['theirs'] });
  });
});
