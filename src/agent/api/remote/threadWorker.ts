import { capturedFrames, ownEvents, ownScopes, pauseGroup } from './debugConnection.ts';

/** What the thread under debugging sends to the worker. */
export type ToWorker =
  | {
      kind: 'call';
      id: number;
      method: string;
      params: Record<string, unknown>;
      plan?: { pause: boolean; log?: string };
    }
  /** A capture has been read. */
  | { kind: 'read' }
  /** Disconnect, and set the first element to 1 when that is done. */
  | { kind: 'end'; done: Int32Array };

/** Captures that may wait for a thread that has no time to read them. */
const unread = 200;

/**
 * @param longestPause ms after which a stop goes on when nobody else has let it; Infinity: never
 * @returns the program of the worker that debugs the thread it was made by
 *
 * It is text because a library is one file and may be a part of the user's own bundle, so there is no file that a
 * worker could load. Nothing but numbers and names of ours is put into it. It captures stops as `SocketConnection`
 * does, but has to do so itself: while the program is stopped, nothing else of this process runs.
 */
export const threadWorkerSource = (longestPause: number): string => `'use strict';
const { parentPort } = require('node:worker_threads');
const { Session } = require('node:inspector');

const session = new Session();
/** What to do at each breakpoint, by its id. */
const plans = new Map();
let waiting = 0;
let limit;

const call = (method, params) =>
  new Promise((resolve) => session.post(method, params, (error, result) => resolve(error ? undefined : result)));

async function capture(params, hits, paused) {
  const [top] = params.callFrames;
  const scopes = [];
  for (const { type, object } of top.scopeChain) {
    if (!${JSON.stringify(ownScopes)}.includes(type)) continue;
    const { objectId } = object;
    const properties = await call('Runtime.getProperties', { objectId, ownProperties: true, generatePreview: true });
    if (properties) scopes.push(properties);
  }
  const logs = {};
  for (const id of hits) {
    const expression = plans.get(id).log;
    if (expression === undefined) continue;
    const { callFrameId } = top;
    const options = { generatePreview: true, objectGroup: ${JSON.stringify(pauseGroup)}, timeout: 1000 };
    const result = await call('Debugger.evaluateOnCallFrame', { callFrameId, expression, ...options });
    logs[id] = result ?? { exceptionDetails: { text: 'It ran longer than 1 s and was stopped.' } };
  }
  const callFrames = params.callFrames.slice(0, ${capturedFrames});
  waiting += 1;
  parentPort.postMessage({ method: '${ownEvents.captured}', params: { hits, callFrames, scopes, logs, paused } });
}

async function onPaused(params) {
  const hits = (params.hitBreakpoints ?? []).filter((id) => plans.has(id));
  const paused = hits.length === 0 || hits.some((id) => plans.get(id).pause);
  try {
    if (hits.length > 0 && waiting < ${unread}) await capture(params, hits, paused);
    else for (const id of hits) plans.get(id).skipped += 1;
  } finally {
    if (!paused) session.post('Debugger.resume');
    else {
      // A stop that is not of our making is somebody else's to end.
      const ms = ${Number.isFinite(longestPause) ? longestPause : 'undefined'};
      if (hits.length > 0 && ms !== undefined) limit = setTimeout(() => session.post('Debugger.resume'), ms);
      parentPort.postMessage({ method: 'Debugger.paused', params });
    }
  }
}

session.on('inspectorNotification', ({ method, params }) => {
  if (method === 'Debugger.paused') {
    void onPaused(params);
    return;
  }
  if (method === 'Debugger.resumed') clearTimeout(limit);
  parentPort.postMessage({ method, params });
});

parentPort.on('message', (message) => {
  if (message.kind === 'read') {
    waiting -= 1;
    for (const [breakpoint, plan] of plans) {
      if (plan.skipped === 0) continue;
      parentPort.postMessage({ method: '${ownEvents.skipped}', params: { breakpoint, count: plan.skipped } });
      plan.skipped = 0;
    }
  } else if (message.kind === 'end') {
    session.disconnect();
    Atomics.store(message.done, 0, 1);
    Atomics.notify(message.done, 0);
  } else {
    const { id, method, params, plan } = message;
    session.post(method, params, (error, result) => {
      if (!error && plan) plans.set(result.breakpointId, { ...plan, skipped: 0 });
      parentPort.postMessage({ id, result, error: error?.message });
    });
  }
});

session.connectToMainThread();
`;
