// The scope is left at the end of the work and once more in `finally`.
import { CancelScope } from 'async-scope';

const scope = CancelScope.enter('import');
try {
  scope.exit();
} finally {
  scope.exit();
}
