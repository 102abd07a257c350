// The same error, with the release in a `finally` block, and a lock whose work is run for it.
// later: 2000
import { Mutex, trackTask } from 'async-scope';

const file = new Mutex('file');
const parse = () => JSON.parse('not JSON');

const byHand = trackTask('by hand', async () => {
  const hold = await file.acquire();
  try {
    parse();
  } finally {
    hold.release();
  }
});
const byRun = trackTask('by run', () => file.run(parse));

for (const task of [byHand, byRun]) {
  await task.catch((error) => {
    if (!(error instanceof SyntaxError)) throw error;
  });
}
