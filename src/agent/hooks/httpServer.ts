import type { IncomingMessage, ServerResponse } from 'node:http';
import { startRootTask } from '../registry/rootTask.ts';
import type { Runtime } from '../runtime.ts';
import { watchAbandoned } from './abandonedResponse.ts';
import { onChannels } from './channels.ts';
import type { Hook } from './hook.ts';

interface RequestStarted {
  request: IncomingMessage;
  response: ServerResponse;
}

const channel = 'http.server.request.start';

/** Each incoming HTTP request is a task. Node announces requests before it calls the program's handler. */
export const httpServer: Hook = {
  name: 'httpServer',
  detail: 1,
  enable: (runtime) => onChannels({ [channel]: (message: RequestStarted) => start(runtime, message) }),
};

function start(runtime: Runtime, { request, response }: RequestStarted): void {
  const { context } = runtime;
  const [path = ''] = (request.url ?? '').split('?');
  const task = startRootTask(runtime, { name: `${request.method ?? 'GET'} ${path}`, kind: 'http' });
  // The handler is called in this same turn, and with it all that it starts.
  context.enter({ task, scope: undefined });
  response.once('close', () => {
    if (response.writableFinished)
      runtime.endTask(task, response.statusCode < 500 ? 'completed' : 'failed', errorOf(response));
    else {
      runtime.endTask(task, 'cancelled', 'The connection was closed before the response was complete.');
      watchAbandoned(runtime, task, response);
    }
  });
}

const errorOf = ({ statusCode }: ServerResponse): string | null =>
  statusCode < 500 ? null : `HTTP status ${statusCode}`;
