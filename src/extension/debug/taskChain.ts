import type { ExtraFrame } from '../../adapter/middleware/extraFrames.ts';
import type { NamedValue, ShownValue } from '../../adapter/middleware/evaluate.ts';
import type { Whereabouts } from '../../adapter/stopState.ts';
import { quote } from '../../model/findings/phrases.ts';
import type { Program, Task } from '../../model/state.ts';
import type { SiteLocator } from './siteLocator.ts';

/** Tasks of a chain that are shown, the innermost first. */
const longest = 20;

/** How the current task came to be: for each task a label, and below it where it was started. */
export function taskChain(program: Program, at: Whereabouts, locator: SiteLocator): ExtraFrame[] {
  const frames: ExtraFrame[] = [];
  const seen = new Set<number>();
  let task = program.tasks.get(at.task);
  let scope = program.scopes.get(at.scope)?.name;
  while (task && task.kind !== 'main' && seen.size < longest && !seen.has(task.id)) {
    seen.add(task.id);
    frames.push({ label: `task ${quote(task.name)}${scope === undefined ? '' : ` in scope ${quote(scope)}`}` });
    frames.push(...startOf(program, task, locator));
    scope = program.scopes.get(task.scope)?.name;
    task = program.tasks.get(task.parent);
  }
  return frames;
}

const startOf = (program: Program, task: Task, locator: SiteLocator): ExtraFrame[] =>
  task.stack.flatMap((id) => {
    const site = program.sites.get(id);
    if (!site) return [];
    const { path, line, column } = locator.located(site);
    return [{ label: site.fn === '' ? `start of ${quote(task.name)}` : site.fn, path, line, column }];
  });

/** What `$task` and `$scope` stand for. */
export function namedValue(program: Program, name: NamedValue, at: Whereabouts): ShownValue | undefined {
  if (name === '$task') {
    const task = program.tasks.get(at.task);
    if (!task) return undefined;
    const parts = { state: task.state, kind: task.kind, parent: program.tasks.get(task.parent)?.name ?? 'none' };
    return { text: `task ${quote(task.name)}`, parts };
  }
  const scope = name === '$scope' ? program.scopes.get(at.scope) : undefined;
  if (!scope) return undefined;
  const cancelled = scope.cancellation?.reason ?? 'no';
  const owner = program.tasks.get(scope.task)?.name ?? 'none';
  return { text: `scope ${quote(scope.name)}`, parts: { state: scope.state, owner, cancelled } };
}
