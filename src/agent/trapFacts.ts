import { lockCauseClasses, scopeCauseClasses } from '../protocol/causeClasses.ts';
import type { EventOf } from '../protocol/events.ts';
import type { TaskNames } from './runtime.ts';
import type { Sites } from './sites.ts';
import type { TrapFacts } from './trap.ts';

/** What the debugger's condition may ask about a violation. */
export function trapFacts(violation: EventOf<'violation'>, names: TaskNames, sites: Sites): TrapFacts {
  const { cause, name, cancelReason, enterStack, exitStack } = violation;
  const [innermost] = exitStack.length > 0 ? exitStack : enterStack;
  const site = innermost === undefined ? undefined : sites.at(innermost);
  return {
    class: cause,
    name,
    scope: scopeCauseClasses.has(cause) ? name : '',
    lock: lockCauseClasses.has(cause) ? name : '',
    session: '',
    task: names.current,
    owner: names.owner,
    reason: cancelReason ?? '',
    file: site?.url ?? '',
    function: site?.fn ?? '',
    site: site ? `${site.url}:${site.line}:${site.column}` : '',
    asked: false,
  };
}
