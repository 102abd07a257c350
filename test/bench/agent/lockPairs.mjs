// Acquires and releases a lock as fast as it can and prints pairs per second: argument 1 is the library, argument 2 how
// often.
const [, , library, count] = process.argv;
const { Mutex } = await import(library);

const lock = new Mutex('pair');
const round = async (times) => {
  for (let index = 0; index < times; index += 1) (await lock.acquire()).release();
};
/** Lets batches go, as a program that waits for something does now and then. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

await round(20_000);
await turn();
let elapsed = 0;
const part = 5_000;
for (let done = 0; done < Number(count); done += part) {
  const started = performance.now();
  await round(part);
  elapsed += performance.now() - started;
  await turn();
}
console.log(`PAIRS ${Math.round((Number(count) / elapsed) * 1_000)}`);
