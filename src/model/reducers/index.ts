import type { EventKind } from '../../protocol/events.ts';
import { asyncStackReducers } from './asyncStacks.ts';
import { lockReducers } from './locks.ts';
import { operationReducers } from './operations.ts';
import { programReducers } from './program.ts';
import type { Reducers } from './reducer.ts';
import { scopeReducers } from './scopes.ts';
import { sessionReducers } from './sessions.ts';
import { taskReducers } from './tasks.ts';

/** One reducer for each kind of event; a new noun is a new file and a line here. */
export const reducers: Reducers<EventKind> = {
  ...programReducers,
  ...taskReducers,
  ...scopeReducers,
  ...lockReducers,
  ...sessionReducers,
  ...operationReducers,
  ...asyncStackReducers,
};
