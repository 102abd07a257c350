import type { DebugProtocol } from '@vscode/debugprotocol';
import { messageOf } from '../common/errors.ts';
import { isEvent, isRequest, isResponse } from './messages.ts';

/** Changes debug messages of one session in place, on their way between the editor and the debugger. */
export interface Rewriter {
  /** Named in the log when it fails. */
  readonly name: string;
  /** The commands and events it looks at; no other message reaches it. */
  readonly handles: readonly string[];
  readonly onRequest?: (request: DebugProtocol.Request) => void;
  readonly onResponse?: (response: DebugProtocol.Response) => void;
  readonly onEvent?: (event: DebugProtocol.Event) => void;
}

/**
 * Passes messages through rewriters, in their order. A rewriter that throws is logged and skipped: the message is
 * put back as it was before it.
 */
export class Pipeline {
  readonly #rewriters: readonly Rewriter[];
  readonly #log: (message: string) => void;

  constructor(rewriters: readonly Rewriter[], log: (message: string) => void) {
    this.#rewriters = rewriters;
    this.#log = log;
  }

  /** @param message on its way from the editor to the debugger; anything but a request is left alone */
  fromEditor(message: unknown): void {
    if (!isRequest(message)) return;
    for (const rewriter of this.#rewriters) {
      if (rewriter.onRequest && rewriter.handles.includes(message.command)) {
        this.#guarded(rewriter, message, () => rewriter.onRequest?.(message));
      }
    }
  }

  /** @param message on its way from the debugger to the editor; anything but a response or an event is left alone */
  fromDebugger(message: unknown): void {
    if (isEvent(message)) {
      for (const rewriter of this.#rewriters) {
        if (rewriter.onEvent && rewriter.handles.includes(message.event)) {
          this.#guarded(rewriter, message, () => rewriter.onEvent?.(message));
        }
      }
    } else if (isResponse(message)) {
      for (const rewriter of this.#rewriters) {
        if (rewriter.onResponse && rewriter.handles.includes(message.command)) {
          this.#guarded(rewriter, message, () => rewriter.onResponse?.(message));
        }
      }
    }
  }

  #guarded(rewriter: Rewriter, message: object, rewrite: () => void): void {
    let before: object | undefined;
    try {
      before = structuredClone(message);
      rewrite();
    } catch (error) {
      this.#log(`The debug message rewriter "${rewriter.name}" failed and was skipped: ${messageOf(error)}`);
      if (before) restore(message, before);
    }
  }
}

function restore(message: object, before: object): void {
  for (const key of Object.keys(message)) Reflect.deleteProperty(message, key);
  Object.assign(message, before);
}
