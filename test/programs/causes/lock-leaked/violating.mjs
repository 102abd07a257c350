// An error skips the release.
// later: 2000
import { Mutex, trackTask } from 'async-scope';

const file = new Mutex('file');

const writer = trackTask('writer', async () => {
  const hold = await file.acquire();
  JSON.parse('not JSON');
  hold.release();
});
await writer.catch((error) => {
  if (!(error instanceof SyntaxError)) throw error;
});
