// Makes the calls of the library, and those they are compared with, and prints as JSON how many of each per second.
// Arguments: the library, `observation` to watch them from within, and the names of the cases to measure.
// What counts is the processor time of this thread, with what is sent and collected meanwhile: on a machine that has
// nothing else to do it is the time on the clock, and what else a busy one does is not in it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { NaiveTracker } from '../baseline/naiveTracker.mjs';

const [, , library, watch, ...names] = process.argv;
const { CancelScope, Observation, TaskGroup, operation, trackLock, trackSession } = await import(library);
const observation = watch === 'observation' ? new Observation() : undefined;

const storage = new AsyncLocalStorage();
const lock = trackLock('lock');
const nothing = () => undefined;

/** Of a call by itself, so that there is a stack of a few frames as in a program. */
const repeat = (call) => (times) => {
  for (let index = 0; index < times; index += 1) call();
};
const repeatAsync = (call) => async (times) => {
  for (let index = 0; index < times; index += 1) await call();
};

const naivePairs = (times) => {
  const tracker = new NaiveTracker();
  for (let index = 0; index < times; index += 1) {
    tracker.enterScope(index, 'pair', 1);
    tracker.exitScope(index, 'pair', 1);
  }
};

const spawn = (times) =>
  TaskGroup.run('group', async (group) => {
    for (let index = 0; index < times; index += 1) await group.spawn('task', nothing);
  });

/** What V8 asks for the five frames that are on the stack, as objects and not as text; nothing can know a place for less. */
const fiveCallSites = () => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 5;
  Error.prepareStackTrace = (_, sites) => sites;
  const holder = {};
  Error.captureStackTrace(holder);
  const { stack } = holder;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
};

const cases = {
  scope: repeat(() => CancelScope.enter('pair').exit()),
  task: spawn,
  lock: repeatAsync(async () => (await lock.acquire()).released()),
  operation: repeatAsync(() => operation('operation', nothing)),
  session: repeat(() => trackSession('session').close()),
  naive: naivePairs,
  callSites: repeat(fiveCallSites),
  storage: repeat(() => storage.run(1, nothing)),
  controller: repeat(() => new AbortController().abort()),
};

/** ms between two turns of the event loop: a program that never waits sends nothing. */
const stretch = 5;
/** Stretches that one figure is made of: the system counts processor time in steps of a few ms. */
const stretches = 20;
const rounds = 7;

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/** How many calls make a stretch. */
async function callsOf(run) {
  for (let calls = 100; ; calls *= 2) {
    const started = performance.now();
    await run(calls);
    const took = performance.now() - started;
    await turn();
    if (took >= stretch) return Math.ceil((calls * stretch) / took);
  }
}

/** Calls per second. */
async function rate(run, calls) {
  const start = process.threadCpuUsage();
  for (let index = 0; index < stretches; index += 1) {
    await run(calls);
    await turn();
  }
  const { user, system } = process.threadCpuUsage(start);
  return (stretches * calls * 1_000_000) / (user + system);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const calls = {};
const rates = Object.fromEntries(names.map((name) => [name, []]));
// Several times: the first are for the compiler, and in some the machine does something else.
for (let time = 0; time < 5; time += 1) {
  for (const name of names) calls[name] = Math.max(calls[name] ?? 0, await callsOf(cases[name]));
}
for (let round = 0; round < rounds; round += 1) {
  for (const name of names) rates[name].push(await rate(cases[name], calls[name]));
}
observation?.close();
console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, median(rates[name])]))));
