import * as v from 'valibot';
import { type FromPage, type ToPage, toPageSchema } from '../src/model/report/messages.ts';
import type { Range } from './timeline/range.ts';

declare const acquireVsCodeApi: () => {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

const api = acquireVsCodeApi();

/** What VS Code keeps for the page while its window is reloaded. */
const stateSchema = v.object({ range: v.optional(v.object({ from: v.number(), to: v.number() })) });
type PageState = v.InferOutput<typeof stateSchema>;

/** Sends a message to the extension. */
export const post = (message: FromPage): void => api.postMessage(message);

/** @param listener called with each message that is what it should be; anything else is ignored */
export function onMessage(listener: (message: ToPage) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const result = v.safeParse(toPageSchema, event.data);
    if (result.success) listener(result.output);
  });
}

/** What of the timeline was seen before the page was loaded; undefined: all of it. */
export function savedRange(): Range | undefined {
  const result = v.safeParse(stateSchema, api.getState());
  return result.success ? result.output.range : undefined;
}

/** @param range undefined: all of the timeline */
export const saveRange = (range: Range | undefined): void => api.setState(range ? { range } : {});
