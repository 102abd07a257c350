import type { Model } from '../../model/model.ts';
import type { Finding, FindingRole } from '../../model/state.ts';
import { rowContexts } from '../contributions.ts';
import { type Listing, type Row, listing } from './row.ts';
import { ago } from './words.ts';

const roles: Readonly<Record<FindingRole, string>> = {
  entered: 'Entered by',
  exited: 'Left by',
  spawned: 'Started:',
  acquired: 'Held by',
  waiting: 'Waited for by',
  opened: 'Opened by',
  cancelled: 'Cancelled by',
  listening: 'Listens:',
  ran: 'Still runs:',
};
const before: readonly FindingRole[] = ['entered', 'acquired', 'opened', 'spawned', 'ran'];
const after: readonly FindingRole[] = ['exited', 'waiting', 'cancelled', 'listening'];

/** Open findings first, the newest first. */
export function findingRows(model: Model, now: number): Listing {
  const sorted = [...model.findings].sort(
    (a, b) => Number(a.resolvedAt !== undefined) - Number(b.resolvedAt !== undefined) || b.at - a.at,
  );
  return listing(sorted, (finding) => findingRow(finding, now));
}

function findingRow(finding: Finding, now: number): Row {
  const { key, program, title, sentence, subject, parties, severity } = finding;
  const stackOf = (wanted: readonly FindingRole[]): readonly number[] | undefined =>
    parties.find(({ role, stack }) => wanted.includes(role) && stack.length > 0)?.stack;
  const enter = stackOf(before);
  const exit = stackOf(after);
  const over = finding.resolvedAt === undefined ? '' : 'over · ';
  const times = finding.count > 1 ? ` · ${finding.count} times` : '';
  return {
    id: `finding/${key}`,
    label: title,
    description: `${subject.name} · ${over}${ago(finding.at, now)}${times}`,
    tooltip: [sentence, '', 'Usual causes:', ...finding.usualCauses.map((cause) => `• ${cause}`)].join('\n'),
    spoken: `Finding, ${severity}: ${title}. ${sentence} ${ago(finding.at, now)}`,
    icon: severity === 'error' ? 'error' : 'warning',
    color: severity === 'error' ? 'list.errorForeground' : 'list.warningForeground',
    contexts: ['finding', ...(enter ? [rowContexts.entered] : []), ...(exit ? [rowContexts.exited] : [])],
    target: { program, enter, exit, site: exit ?? enter },
    children: () =>
      parties.map((party, index) => {
        const label = `${roles[party.role]} ${party.taskName}`;
        const hasSite = party.stack.length > 0;
        return {
          id: `finding/${key}/${index}`,
          label,
          description: hasSite ? '' : 'no line known',
          spoken: label,
          icon: before.includes(party.role) ? 'sign-in' : 'sign-out',
          contexts: ['party', ...(hasSite ? [rowContexts.site] : [])],
          target: { program, site: party.stack },
        };
      }),
  };
}
