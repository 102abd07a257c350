import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

process.removeAllListeners('warning');
process.on('warning', () => undefined);
const shutdown = new AbortController();
const server = createServer((request, response) => {
  const stop = () => request.destroy();

  shutdown.signal.addEventListener('abort', stop);
  response.end(() => shutdown.signal.removeEventListener('abort', stop));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${server.address().port}/`;
await (await fetch(address)).text();
// So long that it is no passing thing.
await delay(300);
for (let index = 0; index < 40; index += 1) await (await fetch(address)).text();
server.close();
server.closeAllConnections();
