import { t } from '../../common/l10n.ts';
import { durationPhrase } from '../../model/findings/phrases.ts';
import { stateWords } from '../../model/report/words.ts';
import { openSessions, taskName } from '../../model/selectors.ts';
import type { Program, Session, SessionCheck } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { type Listing, type Row, listing, siteContext } from './row.ts';
import type { Scene } from './scene.ts';
import { age, dotted, lines } from './words.ts';

/** Sessions that are not closed yet. */
export function sessionListing(scene: Scene, program: Program): Listing {
  const wanted = openSessions(program).filter((session) =>
    scene.matchesRow(program, session, session.stack, session.kind, session.state, session.detail),
  );
  return listing(
    scene.options.order === 'newest' ? wanted.reverse() : wanted,
    (session) => sessionRow(scene, program, session),
    { limits: scene.limits, isProblem: (session) => scene.isProblem(program, session.id) },
  );
}

const checkLine = ({ healthy, latency, detail }: SessionCheck): string =>
  dotted(
    healthy ? t('Last check: well') : t('Last check: not well'),
    latency === undefined ? undefined : durationPhrase(latency),
    detail,
  );

export function sessionRow(scene: Scene, program: Program, session: Session): Row {
  const { name, kind, detail, stack, task, scope, closedAt } = session;
  const state = stateWords(session.state);
  const since = age(session.openedAt, closedAt ?? scene.now(program));
  const owner = taskName(program, task);
  const isProblem = scene.isProblem(program, session.id);
  const last = session.checks.at(-1);
  return {
    id: `${program.key}/session/${session.id}`,
    label: name,
    description: dotted(state, since, kind, detail),
    detail: () => ({
      lines: lines(
        t('Session “{0}” #{1}, opened by task “{2}”', name, String(session.id), owner),
        dotted(state, since, kind, detail),
        program.scopes.has(scope) ? t('In: {0}', program.scopes.get(scope)?.name ?? '') : undefined,
        last && checkLine(last),
        session.error,
        isProblem ? t('A finding is about it.') : undefined,
      ),
      places: [{ title: t('Opened at'), stack }],
    }),
    spoken: lines(`${t('Session')} ${name}`, state, since, isProblem ? t('has a finding') : undefined).join(', '),
    icon: 'plug',
    ...(isProblem && { color: 'list.errorForeground' }),
    contexts: ['session', rowContexts.pin, ...siteContext(stack)],
    target: { program: program.key, site: stack },
    pin: { kind: 'session', program: program.key, id: session.id, name },
  };
}
