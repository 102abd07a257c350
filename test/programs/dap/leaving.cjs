// A program that is debugged for a while, and tells what the debugger has left in it.
const { channel } = require('node:diagnostics_channel');
const { waitForDebugger } = require('node:inspector');

const found = () => ({
  registered: Symbol.for('async-scope.agent') in globalThis,
  subscribed: channel('http.server.request.start').hasSubscribers,
  listeners: process.listenerCount('exit'),
  names: Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('__asyncScope')),
});

const before = found();
waitForDebugger();
const during = found();
const timer = setInterval(() => {
  const after = found();
  if (after.registered) return;
  clearInterval(timer);
  console.log(JSON.stringify({ before, during, after }));
}, 20);
