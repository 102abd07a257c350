// Enters and leaves scopes as fast as it can and prints pairs per second: argument 1 is the library, argument 2 how often.
const [, , library, count] = process.argv;
const { CancelScope } = await import(library);

const pair = () => CancelScope.enter('pair').exit();
const round = (times) => {
  for (let index = 0; index < times; index += 1) pair();
};
/** Lets batches go, as a program that waits for something does now and then. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

round(20_000);
await turn();
let elapsed = 0;
const part = 10_000;
for (let done = 0; done < Number(count); done += part) {
  const started = performance.now();
  round(part);
  elapsed += performance.now() - started;
  await turn();
}
console.log(`PAIRS ${Math.round((Number(count) / elapsed) * 1_000)}`);
