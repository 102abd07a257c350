// A session that is closed with its work, also when that fails, and one that outlives the task that opened it because it
// is handed over to the program, which closes it.
// later: 2000
import { once } from 'node:events';
import { createServer } from 'node:http';
import { trackSession, trackTask, withSession } from 'async-scope';

const failing = trackTask('import', () =>
  withSession(
    'database',
    () => 'client',
    () => JSON.parse('not JSON'),
    { close: () => undefined },
  ),
);
await failing.catch((error) => {
  if (!(error instanceof SyntaxError)) throw error;
});

const connected = await trackTask('connect', async () => {
  const session = trackSession('broker');
  session.active();
  return { session };
});
connected.session.close();

// The first request opens the pool for all that come; the program closes it.
let pool;
const server = createServer((request, response) => {
  pool ??= trackSession('pool', { kind: 'database' });
  pool.active();
  response.end('ok');
}).listen(0, '127.0.0.1');
await once(server, 'listening');
await fetch(`http://127.0.0.1:${server.address().port}`).then((response) => response.text());
// Longer than the grace that what has lost its owner is given: that time passes is what the program is about.
await new Promise((resolve) => setTimeout(resolve, 300));
server.closeAllConnections();
server.close();
pool.close();
