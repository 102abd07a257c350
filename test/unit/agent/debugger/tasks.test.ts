import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AsyncDebugger,
  AsyncTaskTracker,
  CancelScope,
  Observation,
  TaskGroup,
  TaskMonitor,
} from '../../../../src/agent/api/index.ts';
import { eventually } from '../../../support/eventually.ts';

let observation: Observation;
beforeEach(() => {
  observation = new Observation();
});
afterEach(() => observation.close());

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('a task tracker', () => {
  it('counts tasks by how they ended, and a cancelled one has not failed', async () => {
    const tracker = new AsyncTaskTracker({ observation });
    expect(tracker.getSummary()).toMatchObject({ activeCount: 0, totalCount: 0 });
    const patient = tracker.createTask(({ signal }) => untilAborted(signal), { name: 'patient' });
    await tracker.createTask(async () => 'fine', { name: 'good' });
    await tracker.createTask(async () => Promise.reject(new Error('no')), { name: 'bad' }).catch(() => undefined);
    expect(tracker.getSummary()).toMatchObject({ activeCount: 1, totalCount: 3 });
    patient.cancel();
    await patient.catch(() => undefined);
    expect(tracker.getSummary()).toMatchObject({
      activeCount: 0,
      completedCount: 1,
      failedCount: 1,
      cancelledCount: 1,
      lostCount: 0,
      totalCount: 3,
    });
  });

  it('keeps what a failed task threw, once', async () => {
    const tracker = new AsyncTaskTracker({ observation });
    const thrown = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    const task = tracker.createTask(async () => Promise.reject(thrown), { name: 'fetch' });
    await expect(task).rejects.toBe(thrown);
    const { failedTasks } = tracker.getSummary();
    expect(failedTasks).toEqual([{ id: task.id, name: 'fetch', error: 'Error [ECONNRESET]: gone', exception: thrown }]);
    expect(failedTasks[0]?.exception).toBe(thrown);
  });

  it('names a task after its function', () => {
    const tracker = new AsyncTaskTracker({ observation });
    async function loadStock(): Promise<void> {}
    expect(tracker.createTask(loadStock).name).toBe('loadStock');
    expect(tracker.createTask(async () => undefined).name).toBe('task');
  });

  it('shows running tasks with their parent and the scope that owns them', async () => {
    const tracker = new AsyncTaskTracker({ observation });
    await TaskGroup.run('crawl', async (group) => {
      await group.spawn('parent', async () => {
        const child = tracker.createTask(async () => tracker.getActiveTasks(), { name: 'child' });
        const [parent, shown] = await child;
        expect(parent).toMatchObject({ name: 'parent', scopeName: 'crawl' });
        expect(shown).toMatchObject({ name: 'child', parent: parent?.id, scopeName: 'crawl' });
      });
    });
    expect(tracker.getActiveTasks()).toEqual([]);
  });
});

describe('the block form of a tracked task', () => {
  it('is a running task until the end of the block', () => {
    const debug = new AsyncDebugger({ observation });
    {
      using task = debug.trackedTask('block');
      expect(debug.taskTracker.getActiveTasks().map(({ id, name }) => [id, name])).toEqual([[task.id, 'block']]);
    }
    expect(debug.taskTracker.getSummary()).toMatchObject({ activeCount: 0, completedCount: 1 });
  });

  it('ends once, as it is told first', () => {
    const debug = new AsyncDebugger({ observation });
    {
      using task = debug.trackedTask('block');
      task.end('failed', new Error('no'));
      task.end('cancelled');
      expect(task.state).toBe('failed');
    }
    expect(debug.taskTracker.getSummary().failedTasks).toMatchObject([{ error: 'Error: no', exception: undefined }]);
  });

  it('breaks no rule for scopes around it and in it', async () => {
    const debug = new AsyncDebugger({ observation });
    const step = async (name: string): Promise<void> => {
      using _ = debug.trackedTask(name);
      using scope = debug.trackedScope(name);
      await Promise.resolve(scope);
    };
    await CancelScope.run('outer', async () => {
      using _ = CancelScope.enter('inner');
      await Promise.all([step('a'), step('b')]);
    });
    expect(debug.generateReport().findings).toEqual([]);
  });
});

describe('a task monitor', () => {
  it('follows tasks by ids of the program', () => {
    const monitor = new TaskMonitor({ observation });
    monitor.trackTaskCreation('job-1', 'first job');
    monitor.trackTaskCreation('job-2', 'second job');
    expect(monitor.trackTaskCompletion('job-1', 'cancelled')).toBe(true);
    expect(monitor.getStatistics()).toMatchObject({ activeCount: 1, cancelledCount: 1, totalCount: 2 });
    expect(monitor.getActiveTasks()).toMatchObject([{ name: 'second job', isLong: false }]);
    expect(monitor.trackTaskCompletion('job-1', 'completed')).toBe(false);
  });

  it('follows the task of a function to its end', async () => {
    const monitor = new TaskMonitor({ observation });
    await monitor.trackTaskCreation('job', 'work', async () => 'done');
    expect(monitor.getStatistics()).toMatchObject({ activeCount: 0, completedCount: 1 });
  });

  it('tells of long tasks while they run', async () => {
    const monitor = new TaskMonitor({ observation, longTask: 5 });
    monitor.trackTaskCreation('slow', 'slow job');
    const tasks = await eventually(
      () => monitor.getActiveTasks(),
      ([task]) => task?.isLong === true,
      { what: 'the task is a long one' },
    );
    expect(tasks[0]?.runningFor).toBeGreaterThanOrEqual(5);
  });

  it('refuses a way to end that there is not, and names those there are', () => {
    const monitor = new TaskMonitor({ observation });
    expect(() => monitor.trackTaskCompletion('job', 'done' as 'completed')).toThrow(
      'A task cannot end "done": give completed, failed, cancelled.',
    );
  });
});
