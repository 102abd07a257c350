import { messageOf } from '../../../common/errors.ts';

/** Tells of what failed where nobody waits for it, the way Node itself does. */
export const warn = (problem: unknown): void => process.emitWarning(messageOf(problem), 'AsyncScopeWarning');
