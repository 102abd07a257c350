import type { SessionOrigin } from '../../protocol/events.ts';
import { platform } from '../platform.ts';
import { SessionRecord } from '../registry/sessionRecord.ts';
import type { Runtime } from '../runtime.ts';
import type { Above } from '../sites.ts';

/** Frames of Node that may be between what it announces and the program. */
const nodeFrames = 12;

export interface OpenedSession {
  /** Asked for at the end of the turn, as the others are. */
  kind: () => string;
  /** Asked for at the end of the turn, when what was opened knows what it is. */
  name: () => string;
  /** Whether it is kept in a pool; asked for at the end of the turn. `platform` unless given. */
  origin?: () => SessionOrigin;
  /** Told of at the end of the turn: this is the moment to follow what becomes of it. */
  follow: (record: SessionRecord) => void;
}

/** Where something was opened. */
export interface Opener {
  readonly stack: readonly number[];
}

/**
 * Who is opening something; undefined where nobody listens, or where it is the agent or the library for itself.
 * @param above a function on the stack; what is below is the program's
 */
export const openerOf = (runtime: Runtime, above: Above): Opener | undefined =>
  runtime.observed && !runtime.sites.isOurs(above) ? { stack: runtime.captureStack(above, nodeFrames) } : undefined;

/** Tells of a session that the program opens. Its owner is the task that runs; one of a pool has none. */
export function openedSession(
  runtime: Runtime,
  opener: Opener | undefined,
  { kind, name, origin, follow }: OpenedSession,
): void {
  if (!opener) return;
  platform.nextTick(() => {
    const from = origin?.() ?? 'platform';
    const open = (): SessionRecord =>
      new SessionRecord(runtime, { name: name(), kind: kind(), stack: opener.stack, origin: from });
    follow(from === 'pool' ? runtime.context.outside(open) : open());
  });
}
