// cancelGrace: 200
// parties: 1
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

let arrived;
const arrival = new Promise((resolve) => (arrived = resolve));
const server = createServer(async (_, response) => {
  arrived();
  await once(response, 'close');
  // The client has gone, and the handler does not care.
  await delay(400);
  response.end('for nobody');
  server.close();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const request = get({ port: server.address().port, host: '127.0.0.1', agent: false });
request.on('error', () => undefined);
await arrival;
request.destroy();
