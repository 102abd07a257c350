// Two tasks hold one account each and wait for the other's; a timeout sets them free after a while.
import { Mutex, TaskGroup } from 'async-scope';

const [savings, checking] = [new Mutex('savings'), new Mutex('checking')];

let arrived = 0;
let goOn;
const bothHoldOne = new Promise((resolve) => {
  goOn = resolve;
});

const move = (from, to) =>
  from.run(async () => {
    arrived += 1;
    if (arrived === 2) goOn();
    await bothHoldOne;
    await to.run(async () => undefined, { timeout: 100 });
  });

const unlessTimedOut = (error) => {
  if (error.name !== 'TimeoutError') throw error;
};

await TaskGroup.run('bank', async (group) => {
  group.spawn('deposit', () => move(savings, checking).catch(unlessTimedOut));
  group.spawn('withdraw', () => move(checking, savings).catch(unlessTimedOut));
});
