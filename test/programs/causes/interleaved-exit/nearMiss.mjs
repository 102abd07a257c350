import { CancelScope, checkpoint, sleep } from 'async-scope';

// Two flows of one task, each with a scope by hand; whichever ends first.
const flow = async (name, ms) => {
  const scope = CancelScope.enter(name);
  await sleep(ms);
  scope.exit();
};
await Promise.all([flow('slow', 20), flow('quick', 1)]);
await Promise.all([flow('quick', 1), flow('slow', 20)]);
await Promise.all([3, 1, 2].map((ms) => flow(`flow of ${ms}`, ms)));

// The same with `run`.
await Promise.all([20, 1].map((ms) => CancelScope.run(`run of ${ms}`, () => sleep(ms))));

// One in the other, properly.
const outer = CancelScope.enter('outer');
const inner = CancelScope.enter('inner');
await checkpoint();
inner.exit();
await checkpoint();
outer.exit();

// A function that is not awaited at once has its scope open longer than the caller's next one.
const running = flow('in the background', 20);
await CancelScope.run('meanwhile', checkpoint);
await running;
