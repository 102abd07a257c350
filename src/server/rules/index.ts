import type { Rule } from '../engine/rule.ts';
import { abortListenerNotRemoved } from './abortListenerNotRemoved.ts';
import { awaitWhileHoldingLock } from './awaitWhileHoldingLock.ts';
import { cancellationSwallowed } from './cancellationSwallowed.ts';
import { controllerNeverAborted } from './controllerNeverAborted.ts';
import { generatorWithoutCleanup } from './generatorWithoutCleanup.ts';
import { lockNotReleased } from './lockNotReleased.ts';
import { lockOrderInversion } from './lockOrderInversion.ts';
import { raceWithoutCancel } from './raceWithoutCancel.ts';
import { retryWithoutSignal } from './retryWithoutSignal.ts';
import { scopeEscapesTask } from './scopeEscapesTask.ts';
import { scopeNotExited } from './scopeNotExited.ts';
import { sessionNotClosed } from './sessionNotClosed.ts';
import { signalNotForwarded } from './signalNotForwarded.ts';
import { taskOutlivesScope } from './taskOutlivesScope.ts';
import { timeoutNotCleared } from './timeoutNotCleared.ts';
import { yieldInsideScope } from './yieldInsideScope.ts';

/** All rules. A new one is a file here, a line below, a name in `src/common/ruleNames.ts`, a page in `docs/rules`. */
export const rules: readonly Rule[] = [
  scopeNotExited,
  scopeEscapesTask,
  yieldInsideScope,
  lockNotReleased,
  awaitWhileHoldingLock,
  lockOrderInversion,
  signalNotForwarded,
  cancellationSwallowed,
  abortListenerNotRemoved,
  raceWithoutCancel,
  timeoutNotCleared,
  sessionNotClosed,
  taskOutlivesScope,
  controllerNeverAborted,
  retryWithoutSignal,
  generatorWithoutCleanup,
];
