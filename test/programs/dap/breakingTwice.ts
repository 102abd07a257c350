import { CancelScope } from 'async-scope';

function first(): void {
  const scope = CancelScope.enter('first');
  scope.exit();
  scope.exit(); // first, again
}

function second(): void {
  const scope = CancelScope.enter('second');
  scope.exit();
  scope.exit(); // second, again
}

for (let round = 0; round < 3; round += 1) {
  first();
  second();
}
console.log('the end');
