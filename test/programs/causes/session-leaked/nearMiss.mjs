// A session that is closed with its work, also when that fails, and one that outlives the task that opened it because it
// is handed over to the program, which closes it.
// later: 2000
import { trackSession, trackTask, withSession } from 'async-scope';

const failing = trackTask('import', () =>
  withSession(
    'database',
    () => 'client',
    () => JSON.parse('not JSON'),
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
