/**
 * How long it takes to find where asynchronous functions are suspended. Its arguments are the URL of the library and the
 * number of chains, of three functions each, through `Promise.all`. As many settled promises are there as well.
 */
const [, , library, count] = process.argv;
const { asyncStacks } = await import(library);

const kept = [];
async function innermost() {
  await new Promise((resolve) => void kept.push(resolve));
}
async function between() {
  return 1 + (await innermost());
}
async function outermost() {
  await Promise.all([Promise.resolve(1), between()]);
}
for (let chain = 0; chain < Number(count); chain += 1) {
  void outermost();
  kept.push(Promise.resolve(chain));
}

const rounds = [];
let suspended = 0;
for (let round = 0; round < 5; round += 1) {
  await new Promise(setImmediate);
  const before = process.cpuUsage();
  ({ suspended } = asyncStacks());
  const { user, system } = process.cpuUsage(before);
  rounds.push((user + system) / 1_000);
}
rounds.sort((a, b) => a - b);
console.log(JSON.stringify({ suspended, time: rounds[2] }));
