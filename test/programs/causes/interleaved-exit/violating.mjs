// The outer scope is left first.
import { CancelScope, checkpoint } from 'async-scope';

async function transfer() {
  const outer = CancelScope.enter('transaction');
  await checkpoint();
  const inner = CancelScope.enter('statement');
  await checkpoint();
  outer.exit();
  inner.exit();
}

await transfer();
