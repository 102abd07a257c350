import type { Worker } from 'node:worker_threads';
import { onChannels } from './channels.ts';
import type { Hook } from './hook.ts';
import { openedSession, openerOf } from './openedSession.ts';

/** Worker threads, but not those in which Node runs hooks for modules. */
export const workers: Hook = {
  name: 'workers',
  detail: 1,
  enable(runtime) {
    const started = ({ worker }: { worker: Worker }): void => {
      if (worker.constructor.name === 'InternalWorker') return;
      openedSession(runtime, openerOf(runtime, started), {
        kind: () => 'worker',
        name: () => `worker ${worker.threadId}`,
        follow(record) {
          record.change('active', null);
          worker.once('exit', (code) =>
            record.close(code === 0 ? 'completed' : 'failed', code === 0 ? null : `exit code ${code}`),
          );
        },
      });
    };
    return onChannels({ worker_threads: started });
  },
};
