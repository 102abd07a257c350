'use strict';
// An HTTP server with six awaits and one turn of the event loop per request: small enough that what is measured is
// the cost of watching it. `/spent` is the processor time it has used. It prints its port and lives until it is killed.
const http = require('node:http');

const turn = () => new Promise((resolve) => setImmediate(resolve));
const authorise = async () => null;
const log = async () => undefined;
const query = async () => {
  await turn();
  return { hello: 'world' };
};
const handle = async (request, response) => {
  if (request.url === '/spent') return response.end(JSON.stringify(process.cpuUsage()));
  await authorise(request);
  const body = JSON.stringify(await query());
  await log(request);
  await log(response);
  response.setHeader('content-type', 'application/json');
  response.end(body);
};

const server = http.createServer((request, response) => {
  handle(request, response).catch((error) => response.destroy(error));
});
server.listen(0, '127.0.0.1', () => console.log(`PORT ${server.address().port}`));
