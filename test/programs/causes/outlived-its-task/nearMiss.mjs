import { once } from 'node:events';
import { createServer } from 'node:http';
import { CancelScope, checkpoint, trackTask } from 'async-scope';

// Left at every way out.
await trackTask('early return', async () => {
  const scope = CancelScope.enter('job');
  try {
    return;
  } finally {
    scope.exit();
  }
});

// Left by a flow that the task waits for.
await trackTask('two flows', async () => {
  const flow = async () => {
    const scope = CancelScope.enter('in a flow');
    await checkpoint();
    scope.exit();
  };
  await Promise.all([flow(), flow()]);
});

// A handler that has something to do when the response is complete: the request is over, its handler is not.
let audited;
const server = createServer((request, response) => {
  audited = CancelScope.run('handle', async () => {
    response.end('ok');
    await once(response, 'close');
    await checkpoint();
  });
}).listen(0, '127.0.0.1');
await once(server, 'listening');
await fetch(`http://127.0.0.1:${server.address().port}`).then((response) => response.text());
await audited;
server.closeAllConnections();
server.close();

// The main task ends with the program: a scope may be open for as long as it runs, and be left as the last thing.
const program = CancelScope.enter('for good');
process.on('exit', () => program.exit());
