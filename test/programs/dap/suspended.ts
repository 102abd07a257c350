import { CancelScope, TaskGroup, sleep } from 'async-scope';

const releases: (() => void)[] = [];

async function read(): Promise<void> {
  await new Promise<void>((resolve) => releases.push(resolve)); // both wait here
}

async function serve(): Promise<void> {
  await read(); // both are awaited here
}

await TaskGroup.run('servers', async (group) => {
  group.spawn('first', serve);
  group.spawn('second', serve);
  await CancelScope.moveOn('until cancelled', () => sleep(600_000));
  debugger; // stops where both still wait
  for (const release of releases) release();
});
