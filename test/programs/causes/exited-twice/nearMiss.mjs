import { CancelScope } from 'async-scope';

// A new scope of the same name each time.
for (let turn = 0; turn < 3; turn += 1) {
  const scope = CancelScope.enter('turn');
  scope.exit();
}

// Left once, whether the work fails or not.
for (const fails of [false, true]) {
  const scope = CancelScope.enter('work');
  try {
    if (fails) throw new Error('broken');
  } catch (error) {
    scope.cancel(error);
  } finally {
    scope.exit();
  }
}
