// A program that knows nothing of scopes: calls, caught errors, promises, timers, streams and a worker.
const { once } = require('node:events');
const { readFile } = require('node:fs/promises');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

class Account {
  #balance = 0;

  deposit(amount) {
    if (amount <= 0) throw new RangeError('An amount must be positive.');
    this.#balance += amount;
    return this.#balance;
  }
}

function tryDeposit(account, amount) {
  try {
    return account.deposit(amount);
  } catch (error) {
    return error.message;
  }
}

async function main() {
  const account = new Account();
  for (const amount of [5, -1, 7]) {
    console.log(tryDeposit(account, amount));
  }
  const text = await readFile(__filename, 'utf8');
  console.log('first word', text.split(' ')[1]);
  const [first] = await Promise.all([new Promise((resolve) => setTimeout(resolve, 1, 'timer')), Promise.resolve(2)]);
  console.error(first);
  const worker = new Worker(__filename, { workerData: 20 });
  const [answer] = await once(worker, 'message');
  console.log('worker said', answer);
  await once(worker, 'exit');
  return 'done';
}

if (isMainThread) {
  main().then((result) => console.log(result));
} else {
  parentPort.postMessage(workerData + 1);
}
