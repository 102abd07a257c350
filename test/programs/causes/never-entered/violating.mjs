// parties: 1
// The scope is made, and its `enter` forgotten.
import { CancelScope } from 'async-scope';

const scope = new CancelScope('backup');
try {
  void scope.signal;
} finally {
  scope.exit();
}
