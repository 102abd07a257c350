import { CancelScope } from 'async-scope';

// Made early, entered late.
const scope = new CancelScope('backup');
await Promise.resolve();
scope.enter();
scope.exit();

// Made, never used, and cancelled before it was used.
new CancelScope('unused').cancel('not needed');
