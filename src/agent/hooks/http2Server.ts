import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { startRootTask } from '../registry/rootTask.ts';
import type { Runtime } from '../runtime.ts';
import { onChannels } from './channels.ts';
import type { Hook } from './hook.ts';

interface StreamStarted {
  stream: ServerHttp2Stream;
  headers: IncomingHttpHeaders;
}

/** From Node 22 on; before that HTTP/2 is not announced. */
const channel = 'http2.server.stream.start';

/** Each stream that a client of an HTTP/2 server opens is a task. Node announces it before it calls the handlers. */
export const http2Server: Hook = {
  name: 'http2Server',
  detail: 1,
  enable: (runtime) => onChannels({ [channel]: (message: StreamStarted) => start(runtime, message) }),
};

function start(runtime: Runtime, { stream, headers }: StreamStarted): void {
  const [path = ''] = (headers[':path'] ?? '').split('?');
  const task = startRootTask(runtime, { name: `${headers[':method'] ?? 'GET'} ${path}`, kind: 'http' });
  runtime.context.enter({ task, scope: undefined });
  stream.once('close', () => {
    const status = Number(stream.sentHeaders?.[':status'] ?? 0);
    if (!stream.writableFinished)
      runtime.endTask(task, 'cancelled', 'The stream was closed before the response was complete.');
    else runtime.endTask(task, status < 500 ? 'completed' : 'failed', status < 500 ? null : `HTTP status ${status}`);
  });
}
