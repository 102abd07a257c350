import { CancelScope } from 'async-scope';
import { fork } from 'node:child_process';
import { waitForDebugger } from 'node:inspector';
import { isMainThread, Worker } from 'node:worker_threads';

interface Scope {
  exit(): void;
}

function breakIt(): void {
  const scope: Scope = CancelScope.enter('broken');
  scope.exit();
  scope.exit(); // left twice
  console.log('after it');
}

const [, file = '', role = 'main'] = process.argv;

if (!isMainThread || role === 'child') breakIt();
else {
  if (process.env['WAIT'] === '1') waitForDebugger();
  if (role === 'main') breakIt();
  else if (role === 'worker') new Worker(file);
  else fork(file, ['child']);
}
