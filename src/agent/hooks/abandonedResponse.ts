import type { ServerResponse } from 'node:http';
import { platform } from '../platform.ts';
import type { TaskRecord } from '../registry/taskRecord.ts';
import type { Runtime } from '../runtime.ts';
import { onRead } from './onRead.ts';

/** What a handler does with its response, sooner or later. */
const uses = ['end', 'write', 'writeHead', 'setHeader'] as const;
/** ms in which a handler may finish what it was about to do. */
const grace = 100;

/**
 * The client has gone: whoever still wants to answer has worked for nobody. That is told when it is seen, and again only
 * when the time since then has doubled.
 */
export function watchAbandoned(runtime: Runtime, task: TaskRecord, response: ServerResponse): void {
  const goneAt = platform.now();
  let next = grace;
  const used = (): void => {
    const after = platform.now() - goneAt;
    if (after < next || !runtime.observed) return;
    next = after * 2;
    runtime.report('task-ran-on', { id: task.id, stack: runtime.captureStack(used) as number[] });
  };
  for (const use of uses) onRead(response, use, used);
}
