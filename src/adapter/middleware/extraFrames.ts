import type { DebugProtocol } from '@vscode/debugprotocol';
import { isRecord } from '../messages.ts';
import type { Rewriter } from '../pipeline.ts';
import type { StopPlace, StopState } from '../stopState.ts';

/** A frame below those of the debugger: a place in the source, or only a label that parts the stack. */
export type ExtraFrame = StopPlace | { readonly label: string };

/** The debugger numbers its own frames from 1 upwards. */
const firstId = 2_000_000_000;

/**
 * Adds frames of our own at the end of the stack: where a problem began that no running line shows, or how the current
 * task came to be. They have no variables, and what is evaluated on one of them is evaluated globally.
 *
 * @param frames those to add to the present stop; asked once for each whole stack
 */
export function extraFramesRewriter(state: StopState, frames: () => readonly ExtraFrame[]): Rewriter {
  /** By sequence number: requests that may reach the end of the stack. */
  const asked = new Map<number, { start: number; levels: number }>();
  return {
    name: 'extraFrames',
    handles: ['stackTrace', 'scopes', 'evaluate', 'stopped'],
    onEvent() {
      asked.clear();
    },
    onRequest(request) {
      if (!isRecord(request.arguments)) return;
      if (request.command === 'stackTrace') {
        const { startFrame, levels } = request.arguments as Partial<DebugProtocol.StackTraceArguments>;
        asked.set(request.seq, { start: startFrame ?? 0, levels: levels || Number.POSITIVE_INFINITY });
      } else if (request.command === 'evaluate' && isExtra(request.arguments['frameId'])) {
        delete request.arguments['frameId'];
      } else if (request.command === 'scopes' && isExtra(request.arguments['frameId'])) {
        asked.set(request.seq, { start: 0, levels: 0 });
      }
    },
    onResponse(response) {
      const ask = asked.get(response.request_seq);
      asked.delete(response.request_seq);
      if (!ask) return;
      if (response.command === 'scopes') {
        response.success = true;
        delete response.message;
        response.body = { scopes: [] };
      } else if (response.command === 'stackTrace' && response.success && isRecord(response.body)) {
        addFrames(response.body, ask, state, frames);
      }
    },
  };
}

const isExtra = (frameId: unknown): boolean => typeof frameId === 'number' && frameId >= firstId;

function addFrames(
  body: Record<string, unknown>,
  { start, levels }: { start: number; levels: number },
  state: StopState,
  frames: () => readonly ExtraFrame[],
): void {
  const own: unknown = body['stackFrames'];
  if (!Array.isArray(own)) return;
  const given = own as DebugProtocol.StackFrame[];
  if (state.isTrapStop && state.asked) {
    // The agent stopped at a moment, not at a line: none of the frames but ours has to do with the problem.
    given.splice(start === 0 ? 1 : 0);
    for (const frame of given) frame.presentationHint = 'subtle';
  }
  // A page that is full may not be the last one; one from beyond the end asks for what it has been given already.
  const isLast = state.asked ? start === 0 : given.length < levels && (given.length > 0 || start === 0);
  if (!isLast) return;
  const extra = frames().map((frame, index) => frameOf(frame, firstId + index));
  if (extra.length === 0) return;
  given.push(...extra);
  body['totalFrames'] = start + given.length;
}

function frameOf(frame: ExtraFrame, id: number): DebugProtocol.StackFrame {
  if (!('path' in frame)) return { id, name: frame.label, line: 0, column: 0, presentationHint: 'label' };
  const { label, path, line, column } = frame;
  const source = { name: path.split(/[/\\]/).at(-1) ?? path, path };
  return { id, name: label, line, column, source, canRestart: false };
}
