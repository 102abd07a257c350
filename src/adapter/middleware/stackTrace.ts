import type { DebugProtocol } from '@vscode/debugprotocol';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';
import type { StopState } from '../stopState.ts';

/** What compilers call their helper for `using` declarations: TypeScript and esbuild. */
const disposeHelpers = new Set(['__disposeResources', '__callDispose']);
/** Functions inside those helpers. */
const helperParts = new Set(['next', 'fail']);

/**
 * Marks frames that are not the user's as subtle, so that the editor focuses the first frame that is.
 *
 * @param isOurs whether a source path belongs to the agent or the library
 */
export function stackTraceRewriter(state: StopState, isOurs: (path: string) => boolean): Rewriter {
  /** By sequence number: requests that ask for the top of the stack. */
  const ofTop = new Set<number>();
  return {
    name: 'stackTrace',
    handles: ['stackTrace'],
    onRequest(request) {
      const start: unknown = isRecord(request.arguments) ? request.arguments['startFrame'] : undefined;
      if (start === undefined || start === 0) ofTop.add(request.seq);
    },
    onResponse(response) {
      const isTop = ofTop.delete(response.request_seq);
      const frames = framesOf(response);
      if (state.isTrapStop) {
        if (isTop && frames[0] && !isOurFrame(frames[0], isOurs)) state.retract();
        else markHelpers(frames);
      }
      for (const frame of frames) if (isOurFrame(frame, isOurs)) makeSubtle(frame);
    },
  };
}

const framesOf = (response: DebugProtocol.Response): DebugProtocol.StackFrame[] => {
  const frames: unknown = response.success && isRecord(response.body) ? response.body['stackFrames'] : undefined;
  return Array.isArray(frames) ? frames.filter(isFrame) : [];
};

const isFrame = (value: unknown): value is DebugProtocol.StackFrame =>
  isRecord(value) && typeof value['name'] === 'string';

const isOurFrame = (frame: DebugProtocol.StackFrame, isOurs: (path: string) => boolean): boolean =>
  typeof frame.source?.path === 'string' && isOurs(frame.source.path);

/**
 * The frame's hint decides which frame the editor focuses. The source's hint decides which frame gets the exception
 * widget: the first one whose source is not deemphasized (`ExceptionWidget` in VS Code 1.139).
 */
function makeSubtle(frame: DebugProtocol.StackFrame): void {
  frame.presentationHint = 'subtle';
  if (frame.source) frame.source.presentationHint = 'deemphasize';
}

/** Only at our own stops: elsewhere the stack is shown as the debugger would show it without us. */
function markHelpers(frames: readonly DebugProtocol.StackFrame[]): void {
  frames.forEach((frame, index) => {
    const name = lastNameOf(frame);
    const caller = frames[index + 1];
    const isPart = helperParts.has(name) && caller !== undefined && disposeHelpers.has(lastNameOf(caller));
    if (isPart || disposeHelpers.has(name)) makeSubtle(frame);
  });
}

/** The debugger may put the receiver before the name: `Object.next`. */
const lastNameOf = (frame: DebugProtocol.StackFrame): string => frame.name.split('.').at(-1) ?? '';
