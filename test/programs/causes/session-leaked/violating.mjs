// The task that opened the session ends without closing it, and nobody else does.
// later: 2000
import { trackSession, trackTask } from 'async-scope';

await trackTask('import', async () => {
  const database = trackSession('database', { kind: 'database' });
  database.active('localhost');
});
