import { createServer } from 'node:http';

/** A program that knows nothing of the library: a server, a few requests to itself, and a clean end. */
const server = createServer((request, response) => response.end(`hello from ${request.url}\n`));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address();
for (const path of ['/one', '/two']) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  process.stdout.write(await response.text());
}
server.closeAllConnections();
server.close();
process.exitCode = Number(process.argv[2] ?? 0);
