/**
 * Suspends asynchronous functions in given shapes, and tells where they are suspended.
 *
 * Its arguments are the URL of the library and the path of a file with the shapes, as JSON. Each shape runs within a
 * function of a script of its own, so that its stacks are known by that.
 */
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const [, , library, file] = process.argv;
const { asyncStacks } = await import(library);

/** What is awaited by nobody but the shape it is for, and never settles. */
const kept = [];
function pending() {
  const promise = new Promise(() => {});
  kept.push(promise);
  return promise;
}

class Service {
  async method({ inner }) {
    await start(inner[0]);
  }
}

async function* generate({ inner }) {
  yield await start(inner[0]);
}

async function* yieldPromise({ inner }) {
  yield start(inner[0]);
}

async function* delegate(shape) {
  yield* generate(shape);
}

const kinds = {
  pending,
  settled: () => Promise.resolve(1),
  async direct({ inner }) {
    await start(inner[0]);
  },
  method: (shape) => new Service().method(shape),
  arrow: async ({ inner }) => {
    await start(inner[0]);
  },
  async inTry({ inner }) {
    try {
      return await start(inner[0]);
    } finally {
      kept.length = 0;
    }
  },
  async forAwait(shape) {
    for await (const _ of generate(shape));
  },
  async forAwaitYielded(shape) {
    for await (const _ of yieldPromise(shape));
  },
  async forAwaitDelegated(shape) {
    for await (const _ of delegate(shape));
  },
  async all({ inner }) {
    await Promise.all(inner.map(start));
  },
  async any({ inner }) {
    await Promise.any(inner.map(start));
  },
  async allSettled({ inner }) {
    await Promise.allSettled(inner.map(start));
  },
  async race({ inner }) {
    await Promise.race(inner.map(start));
  },
  async then({ inner }) {
    await start(inner[0])
      .then((value) => value)
      .catch(() => undefined);
  },
  async finally({ inner }) {
    await start(inner[0]).finally(() => undefined);
  },
  async wrapped({ inner }) {
    await new Promise((resolve, reject) => {
      start(inner[0]).then(resolve, reject);
    });
  },
  async returned({ inner }) {
    // The function that returned is over: nobody needs to go back to it.
    await (async () => start(inner[0]))();
  },
};
const start = (shape) => kinds[shape.kind](shape);

const shapes = JSON.parse(readFileSync(file, 'utf8'));
const results = [];
/** Shapes that are suspended at the same time. */
const atOnce = 500;
for (let from = 0; from < shapes.length; from += atOnce) {
  const part = shapes.slice(from, from + atOnce);
  const stacksOf = part.map(() => []);
  const roots = part.map((shape, index) => {
    const root = (0, eval)(`(async function root(start, shape) { await start(shape); })\n//# sourceURL=shape-${index}.js`);
    return root(start, shape);
  });
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  for (const { frames, count } of asyncStacks({ most: Number.MAX_SAFE_INTEGER }).stacks) {
    const index = Number(/^shape-(\d+)\.js$/.exec(frames.at(-1).url)?.[1] ?? -1);
    if (index < 0) continue;
    stacksOf[index].push({ count, frames: frames.map(({ fn, through = '' }) => `${fn} ${through}`.trim()) });
  }
  results.push(...stacksOf);
  kept.length = 0;
  roots.length = 0;
}
process.stdout.write(JSON.stringify(results));
