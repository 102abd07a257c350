import { t } from '../../common/l10n.ts';
import { taskName } from '../selectors.ts';
import type { ProgramState } from '../programState.ts';
import type { Scope } from '../state.ts';
import type { Desk, Draft, FindingKind } from './findingKind.ts';
import { numberPhrase, quote, taskPhrase } from './phrases.ts';

/** Listeners of ended tasks that a signal may have: as many as Node warns of with emitters. */
const tolerated = 10;

function draft({ program }: ProgramState, scope: Scope, last: number): Draft {
  const { id, name, task, enterStack, listening } = scope;
  return {
    severity: listenerLeaked.severity,
    // What a task has started may go on after it, and listen still.
    confidence: 'likely',
    sentence: t(
      'Signal {0}, first used by {1}, has {2} listeners, and the tasks that added {3} of them have ended.',
      quote(name),
      taskPhrase(program, task),
      numberPhrase(listening?.listeners ?? 0),
      numberPhrase(listening?.abandoned ?? 0),
    ),
    subject: { kind: 'scope', id, name },
    parties: [
      { role: 'listening', task: last, taskName: taskName(program, last), stack: listening?.stack ?? [] },
      { role: 'entered', task, taskName: taskName(program, task), stack: enterStack },
    ],
  };
}

/** A signal that lives long collects listeners of work that is over. Each of them holds what it was made in. */
export const listenerLeaked: FindingKind = {
  kind: 'listener-leaked',
  title: () => t('Listeners of a signal pile up'),
  severity: 'warning',
  usualCauses: () => [
    t('A listener is added to a signal that lives long, and not removed when the work is done.'),
    t('Work that ends well does not call `removeEventListener`, or the function that `addAbortListener` gives.'),
    t('Signals are tied together by hand, where `AbortSignal.any` would let go of them.'),
  ],
  watch: (desk: Desk) => ({
    on: {
      'scope-listened': (state, scope, at) => {
        const { abandoned = 0, tasks } = scope.listening ?? {};
        const last = [...(tasks ?? [])].at(-1) ?? 0;
        if (abandoned > tolerated) {
          desk.report(listenerLeaked, state, scope.id, at, draft(state, scope, last));
        } else {
          desk.resolve('listener-leaked', state, scope.id, at);
        }
      },
      'scope-exited': (state, scope, at) => void desk.resolve('listener-leaked', state, scope.id, at),
    },
  }),
};
