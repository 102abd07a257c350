import type { DebugProtocol } from '@vscode/debugprotocol';

/** @param value anything */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a message is a request, checked as far as every rewriter relies on it. */
export const isRequest = (message: unknown): message is DebugProtocol.Request =>
  isRecord(message) &&
  message['type'] === 'request' &&
  typeof message['command'] === 'string' &&
  typeof message['seq'] === 'number';

/** Whether a message is a response, checked as far as every rewriter relies on it. */
export const isResponse = (message: unknown): message is DebugProtocol.Response =>
  isRecord(message) &&
  message['type'] === 'response' &&
  typeof message['command'] === 'string' &&
  typeof message['request_seq'] === 'number';

/** Whether a message is an event, checked as far as every rewriter relies on it. */
export const isEvent = (message: unknown): message is DebugProtocol.Event =>
  isRecord(message) && message['type'] === 'event' && typeof message['event'] === 'string';
