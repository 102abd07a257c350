import type { DebugProtocol } from '@vscode/debugprotocol';
import type { EventOf } from '../../../src/protocol/events.ts';

/** A request as an editor would send it. */
export const request = (command: string, args?: object, seq = 1): DebugProtocol.Request => ({
  seq,
  type: 'request',
  command,
  ...(args && { arguments: args }),
});

/** A successful answer to the request with sequence number 1. */
export const response = (command: string, body?: object, requestSeq = 1): DebugProtocol.Response => ({
  seq: 100,
  type: 'response',
  request_seq: requestSeq,
  command,
  success: true,
  ...(body && { body }),
});

export const event = (name: string, body: object = {}): DebugProtocol.Event => ({
  seq: 200,
  type: 'event',
  event: name,
  body,
});

export const violation = (id = 1): EventOf<'violation'> => ({
  type: 'violation',
  time: 5,
  id,
  cause: 'exited-in-another-task',
  scope: 1,
  other: 0,
  name: 'checkout',
  ownerTask: 1,
  currentTask: 2,
  enterStack: [],
  exitStack: [],
  cancelReason: null,
});
