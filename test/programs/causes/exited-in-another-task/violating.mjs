// A generator enters a scope, one task reads from it and another closes it.
import { CancelScope, trackTask } from 'async-scope';

class Query {
  open() {
    this.scope = CancelScope.enter('query');
  }

  close() {
    this.scope.exit();
  }
}

const query = new Query();
query.open();
await trackTask('tidy up', async () => {
  query.close();
});
