import type { ChildProcess } from 'node:child_process';
import { basename } from 'node:path';
import { onChannels } from './channels.ts';
import type { Hook } from './hook.ts';
import { openedSession, openerOf } from './openedSession.ts';

/** Child processes, but not those that are waited for synchronously. */
export const childProcesses: Hook = {
  name: 'childProcesses',
  detail: 1,
  enable(runtime) {
    const spawned = ({ process: child }: { process: ChildProcess }): void =>
      openedSession(runtime, openerOf(runtime, spawned), {
        kind: () => 'process',
        // Arguments may hold secrets.
        name: () => `${basename(child.spawnfile)}${child.pid === undefined ? '' : ` (${child.pid})`}`,
        follow(record) {
          if (child.pid === undefined) {
            record.close('failed', `${child.spawnfile} could not be started.`);
            return;
          }
          record.change('active', null);
          const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
            if (code === 0) record.close('completed', null);
            else if (code === null) record.close('cancelled', `ended by ${signal}`);
            else record.close('failed', `exit code ${code}`);
          };
          if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode, child.signalCode);
          else child.once('exit', ended);
        },
      });
    return onChannels({ child_process: spawned });
  },
};
