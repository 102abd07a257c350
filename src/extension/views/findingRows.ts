import { t } from '../../common/l10n.ts';
import { countPhrase, numberPhrase } from '../../model/findings/phrases.ts';
import { chainWords, partyWords } from '../../model/report/words.ts';
import type { Finding, FindingRole } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { type Listing, type Row, listing, page } from './row.ts';
import type { Scene } from './scene.ts';
import { ago, dotted, lines } from './words.ts';

const before: readonly FindingRole[] = ['entered', 'acquired', 'opened', 'spawned', 'ran'];
const after: readonly FindingRole[] = ['exited', 'waiting', 'cancelled', 'listening'];

/** Findings of one kind at one place, the newest first. */
type Alike = [Finding, ...Finding[]];

/** Those that are ignored are one dimmed row at the end. */
export function findingRows(scene: Scene): readonly Row[] {
  const { counted, ignored } = scene.findings;
  const rows = findingListing(scene, counted).rows('findings');
  const listed = findingListing(scene, ignored);
  return listed.count === 0
    ? rows
    : [...rows, ignoredRow(countOf(ignored.filter((each) => isWanted(scene, each))), listed)];
}

function ignoredRow(count: number, listed: Listing): Row {
  const label = t('Ignored ({0})', numberPhrase(count));
  const id = 'findings/ignored';
  return {
    id,
    label,
    detail: () => ({ lines: [label, t('They do not stop the debugger and are not counted.')] }),
    spoken: label,
    icon: 'eye-closed',
    isDim: true,
    contexts: ['group'],
    children: () => listed.rows(id).map(dimmed),
  };
}

/** The same row as one that is ignored. */
function dimmed(row: Row): Row {
  const { children, contexts = [] } = row;
  const isFinding = contexts.includes('finding');
  return {
    ...row,
    spoken: `${row.spoken}, ${t('ignored')}`,
    ...(row.color && { color: 'disabledForeground' }),
    isDim: true,
    contexts: isFinding
      ? [...contexts.filter((context) => !ignoring.includes(context)), rowContexts.stopIgnoring]
      : contexts,
    ...(children && { children: () => children().map(dimmed) }),
  };
}

const ignoring: readonly string[] = [rowContexts.ignore, rowContexts.ignoreSite];

/** Open findings first, errors first among them, then the newest first; those of one kind at one place as one row. */
function findingListing(scene: Scene, findings: readonly Finding[]): Listing {
  const groups = new Map<string, Alike>();
  for (const finding of findings.toReversed()) {
    if (!isWanted(scene, finding)) continue;
    const key = placeKey(finding);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const rank = ([{ resolvedAt, severity }]: Alike): number =>
    (resolvedAt === undefined ? 0 : 2) + (severity === 'error' ? 0 : 1);
  const sorted = [...groups].sort(([, a], [, b]) => rank(a) - rank(b) || b[0].at - a[0].at);
  const rowOf = ([key, group]: [string, Alike]): Row =>
    group.length === 1 ? findingRow(scene, group[0]) : alikeRow(scene, key, group);
  const isProblem = ([, [{ resolvedAt }]]: [string, Alike]): boolean => resolvedAt === undefined;
  return listing(sorted, rowOf, { limits: scene.limits, isProblem });
}

function isWanted(scene: Scene, { program: key, title, subject, parties }: Finding): boolean {
  if (!scene.isFiltered) return true;
  const program = scene.model.programs.get(key);
  const places = parties.map(({ taskName, stack }) => `${taskName} ${program ? scene.place(program, stack) : ''}`);
  return scene.matches(title, subject.name, ...places);
}

/** Findings that are over are not put together with those that are not. */
const placeKey = ({ program, kind, parties, resolvedAt }: Finding): string =>
  [
    program,
    kind,
    resolvedAt === undefined ? 'open' : 'over',
    ...parties.map(({ role, stack }) => `${role}:${stack[0] ?? ''}`),
  ].join('/');

const countOf = (findings: readonly Finding[]): number => findings.reduce((sum, { count }) => sum + count, 0);

function alikeRow(scene: Scene, key: string, group: Alike): Row {
  const [newest] = group;
  const { children: _, ...row } = findingRow(scene, newest);
  const count = countOf(group);
  return {
    ...row,
    id: `findings/${key}`,
    label: t('{0} × {1}', newest.title, numberPhrase(count)),
    target: { ...row.target, program: newest.program, findings: group },
    spoken: `${row.spoken}, ${t('{0} times', numberPhrase(count))}`,
    children: () => page(`findings/${key}`, group, (finding) => findingRow(scene, finding), { limits: scene.limits }),
  };
}

function findingRow(scene: Scene, finding: Finding): Row {
  const { key, program, title, sentence, subject, parties, severity } = finding;
  const stackOf = (wanted: readonly FindingRole[]): readonly number[] | undefined =>
    parties.find(({ role, stack }) => wanted.includes(role) && stack.length > 0)?.stack;
  const enter = stackOf(before);
  const exit = stackOf(after);
  const over = finding.resolvedAt === undefined ? undefined : t('over');
  const times = finding.count > 1 ? countPhrase(finding.count, t('{0} time'), t('{0} times')) : undefined;
  const when = ago(finding.at, scene.now());
  return {
    id: `finding/${key}`,
    label: title,
    description: dotted(subject.name, over, when, times),
    detail: () => ({
      lines: lines(
        sentence,
        finding.confidence === 'likely' ? t('Likely, not certain.') : undefined,
        finding.cancelChain.length > 0 ? t('Cancelled: {0}', chainWords([...finding.cancelChain])) : undefined,
        ...(finding.usualCauses.length > 0 ? [t('Usual causes:')] : []),
        ...finding.usualCauses.map((cause) => `• ${cause}`),
      ),
      places: parties.map(({ role, taskName, stack }) => ({ title: wordsOf(role, taskName), stack })),
    }),
    spoken: `${severityWords(severity)}: ${title}. ${sentence} ${when}`,
    icon: severity === 'error' ? 'error' : 'warning',
    color: severity === 'error' ? 'list.errorForeground' : 'list.warningForeground',
    contexts: [
      'finding',
      rowContexts.ignore,
      ...(parties.some(({ stack }) => stack.length > 0) ? [rowContexts.ignoreSite] : []),
      ...(enter ? [rowContexts.entered] : []),
      ...(exit ? [rowContexts.exited] : []),
    ],
    target: { program, enter, exit, site: exit ?? enter, findings: [finding] },
    children: () => parties.map((party, index) => partyRow(finding, party, index)),
  };
}

function partyRow({ key, program }: Finding, party: Finding['parties'][number], index: number): Row {
  const label = wordsOf(party.role, party.taskName);
  const hasSite = party.stack.length > 0;
  return {
    id: `finding/${key}/${index}`,
    label,
    description: hasSite ? '' : t('no line known'),
    detail: () => ({ lines: [label], places: [{ title: label, stack: party.stack }] }),
    spoken: label,
    icon: before.includes(party.role) ? 'sign-in' : 'sign-out',
    contexts: ['party', ...(hasSite ? [rowContexts.site] : [])],
    target: { program, site: party.stack },
  };
}

const wordsOf = (role: FindingRole, taskName: string): string => partyWords({ role, taskName });
const severityWords = (severity: Finding['severity']): string =>
  severity === 'error' ? t('Finding, error') : t('Finding, warning');
