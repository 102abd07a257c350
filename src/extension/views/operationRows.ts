import { t } from '../../common/l10n.ts';
import { countPhrase, durationPhrase, numberPhrase } from '../../model/findings/phrases.ts';
import { stateWords } from '../../model/report/words.ts';
import { operations, taskName } from '../../model/selectors.ts';
import type { Attempt, Operation, Program } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { type Fold, folded, isFold } from './fold.ts';
import { foldRow } from './foldRow.ts';
import { type Listing, type Row, listing, page, siteContext } from './row.ts';
import type { Scene } from './scene.ts';
import { ago, dotted, lines } from './words.ts';

const icons = { running: 'sync', completed: 'pass', failed: 'error', cancelled: 'circle-slash' } as const;
const colors = {
  running: undefined,
  completed: 'testing.iconPassed',
  failed: 'list.errorForeground',
  cancelled: undefined,
};
const originWords = (origin: Attempt['origin']): string =>
  ({ program: t('by the program'), policy: t('again by its policy'), user: t('retried by you') })[origin];

const order: readonly Operation['state'][] = ['failed', 'running', 'cancelled', 'completed'];

/** Operations, the failed ones first, and the newest first among those, each with its attempts. */
export function operationListing(scene: Scene, program: Program): Listing {
  const wanted = operations(program).filter((operation) =>
    scene.matchesRow(program, operation, operation.stack, operation.state, operation.attempts.at(-1)?.error),
  );
  const sorted = wanted.reverse().sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  const likeness = ({ name, state, stack, attempts }: Operation): string =>
    [state, stack[0] ?? '', state === 'failed' ? attempts.at(-1)?.error : '', name].join('/');
  const items = folded(sorted, likeness);
  const options = { limits: scene.limits };
  const rowOf = (item: Operation | Fold<Operation>): Row => {
    if (!isFold(item)) return operationRow(scene, program, item);
    const [first] = item.members;
    const state = dotted(stateWords(first.state), first.state === 'failed' ? first.attempts.at(-1)?.error : undefined);
    return foldRow(
      `${program.key}/operations/${item.key}`,
      operationRow(scene, program, first),
      item.members.length,
      state,
      (id) => page(id, item.members, (operation) => operationRow(scene, program, operation), options),
    );
  };
  return { ...listing(items, rowOf, options), count: sorted.length };
}

export function operationRow(scene: Scene, program: Program, operation: Operation): Row {
  const { id, name, state, attempts, attemptCount, retryable, idempotent, stack } = operation;
  const count = countPhrase(attemptCount, t('{0} attempt'), t('{0} attempts'));
  const last = attempts.at(-1);
  const color = colors[state];
  const error = state === 'failed' ? last?.error : undefined;
  const when = ago(operation.registeredAt, scene.now(program));
  return {
    id: `${program.key}/operation/${id}`,
    label: name,
    description: dotted(stateWords(state), count, when, error),
    detail: () => ({
      lines: lines(
        t('Operation “{0}” #{1} of task “{2}”', name, String(id), taskName(program, operation.task)),
        dotted(stateWords(state), count, when),
        idempotent ? t('It may be done twice without harm.') : t('It is not idempotent.'),
        last?.errorClass === undefined ? undefined : t('Class of the error: {0}', last.errorClass),
        last?.error,
      ),
      places: [{ title: t('Called at'), stack }],
    }),
    spoken: lines(`${t('Operation')} ${name}`, stateWords(state), count, when).join(', '),
    icon: icons[state],
    ...(color && { color }),
    contexts: ['operation', rowContexts.pin, ...(retryable ? [rowContexts.retry] : []), ...siteContext(stack)],
    target: { program: program.key, site: stack, operation: { id, name, idempotent } },
    pin: { kind: 'operation', program: program.key, id, name },
    children: () => attempts.map((attempt) => attemptRow(scene, program, operation, attempt)),
  };
}

function attemptRow(scene: Scene, program: Program, operation: Operation, attempt: Attempt): Row {
  const label = t('Attempt {0}', numberPhrase(attempt.number));
  const took = durationPhrase(Math.max(0, (attempt.endedAt ?? scene.now(program)) - attempt.startedAt));
  const color = colors[attempt.state];
  const origin = originWords(attempt.origin);
  return {
    id: `${program.key}/operation/${operation.id}/${attempt.number}`,
    label,
    description: dotted(stateWords(attempt.state), took, origin, attempt.error),
    detail: () => ({
      lines: lines(
        `${label}: ${dotted(stateWords(attempt.state), took, origin)}`,
        attempt.error,
        ...attempt.recoveries.map(({ strategy, detail }) => dotted(t('Then: {0}', strategy), detail)),
      ),
    }),
    spoken: lines(t('{0} of {1}', label, operation.name), stateWords(attempt.state), took, origin).join(', '),
    icon: icons[attempt.state],
    ...(color && { color }),
    contexts: ['attempt'],
    target: { program: program.key },
  };
}
