// cancelGrace: 200
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

let arrived;
const arrival = new Promise((resolve) => (arrived = resolve));
const server = createServer(async (_, response) => {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  arrived();
  try {
    await delay(60_000, undefined, { signal: gone.signal });
  } catch {
    // It stops with the client, and still tidies up as usual.
    response.end();
  }
  setTimeout(() => server.close(), 400);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const request = get({ port: server.address().port, host: '127.0.0.1', agent: false });
request.on('error', () => undefined);
await arrival;
request.destroy();
