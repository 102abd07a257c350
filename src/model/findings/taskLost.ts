import { t } from '../../common/l10n.ts';
import type { Desk, FindingKind } from './findingKind.ts';
import { quote, taskPhrase } from './phrases.ts';
import { taskParties } from './taskParties.ts';

export const taskLost: FindingKind = {
  kind: 'task-lost',
  title: () => t('Task that can never finish'),
  severity: 'error',
  usualCauses: () => [
    t('It awaits a promise whose `resolve` and `reject` nobody has any more.'),
    t('It awaits an event of an object that was dropped before the event came.'),
    t('It iterates over a stream or a queue that nobody writes to or closes any more.'),
  ],
  watch: (desk: Desk) => ({
    on: {
      'task-collected': (state, task, at) => {
        const { id, name, parent } = task;
        desk.reportLost(taskLost, state, id, at, {
          severity: taskLost.severity,
          confidence: 'certain',
          sentence: t(
            'Task {0}, started by {1}, can never finish: nothing refers to its promise any more.',
            quote(name),
            taskPhrase(state.program, parent),
          ),
          subject: { kind: 'task', id, name },
          parties: taskParties(state.program, task),
        });
      },
      // It was not lost after all: somebody held it where the garbage collector does not look.
      'task-ended': (state, task, at) => void desk.resolve('task-lost', state, task.id, at),
    },
  }),
};
