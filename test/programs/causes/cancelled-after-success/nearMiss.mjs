import { once } from 'node:events';
import { createServer } from 'node:http';
import { CancelScope, TaskGroup, checkpoint, sleep } from 'async-scope';

const ignore = () => undefined;

// Cancelled at its end, but in it.
await CancelScope.run('in time', async (scope) => {
  try {
    await checkpoint();
  } finally {
    scope.cancel('done');
  }
});

// Cancelled a second time after it was cancelled.
await CancelScope.run('cancelled', async (scope) => {
  setTimeout(() => scope.cancel('again'), 5);
  scope.cancel('first');
  await checkpoint();
}).catch(ignore);

// Cancelled after it has failed.
let failed;
await CancelScope.run('failed', async (scope) => {
  failed = scope;
  throw new Error('broken');
}).catch(ignore);
failed.cancel('too late');

// The same by hand.
const byHand = CancelScope.enter('by hand');
byHand.exit(new Error('broken'));
byHand.cancel('too late');

// The timer is cleared, as its own deadline is.
await CancelScope.run('cleared', async (scope) => {
  const timer = setTimeout(() => scope.cancel('late'), 60_000);
  await checkpoint();
  clearTimeout(timer);
});
await CancelScope.run('quick', checkpoint, { timeout: 60_000 });

// A signal from outside aborts later.
const controller = new AbortController();
await CancelScope.run('with a signal', checkpoint, { signal: controller.signal });
controller.abort();

// The scope around is cancelled later.
await CancelScope.run('around', async (scope) => {
  await CancelScope.run('within', checkpoint);
  scope.cancel('enough');
});

// The first result calls the others off.
await TaskGroup.run('race', async (group) => {
  for (const ms of [1, 60_000]) group.spawn(`${ms} ms`, () => sleep(ms).then(() => group.cancel('there is a winner')));
});

// Whoever ran it tidies up, whatever has become of it.
let tidied;
try {
  await CancelScope.run('tidied', async (scope) => {
    tidied = scope;
    await checkpoint();
  });
} finally {
  tidied.cancel('no longer needed');
}

// A client that goes away calls its request off; so it does after all is done.
let handled;
const server = createServer((request, response) => {
  handled = CancelScope.run('handle', async (scope) => {
    response.on('close', () => scope.cancel('the client has gone'));
    response.end('ok');
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
await fetch(`http://127.0.0.1:${server.address().port}`).then((response) => response.text());
await handled;
server.closeAllConnections();
server.close();
