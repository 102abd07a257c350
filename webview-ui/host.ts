import * as v from 'valibot';
import { type FromPage, type ToPage, toPageSchema } from '../src/model/report/messages.ts';

declare const acquireVsCodeApi: () => { postMessage(message: FromPage): void };

const api = acquireVsCodeApi();

/** Sends a message to the extension. */
export const post = (message: FromPage): void => api.postMessage(message);

/** @param listener called with each message that is what it should be; anything else is ignored */
export function onMessage(listener: (message: ToPage) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const result = v.safeParse(toPageSchema, event.data);
    if (result.success) listener(result.output);
  });
}
