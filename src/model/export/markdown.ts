import { t } from '../../common/l10n.ts';
import type { BlockContent, ListItem, PhrasingContent, Root, RootContent } from 'mdast';
import { gfmTableToMarkdown } from 'mdast-util-gfm-table';
import { toMarkdown } from 'mdast-util-to-markdown';
import type { Report, ReportFinding } from '../report/schema.ts';
import type { Table } from '../report/table.ts';
import { programTable, tablesOf } from '../report/tables.ts';
import {
  chainWords,
  findingWords,
  indicatorWords,
  lostWords,
  partyWords,
  placeWords,
  timeWords,
} from '../report/words.ts';
import type { ExportFormat } from './exportFormat.ts';

const text = (value: string): PhrasingContent => ({ type: 'text', value });
const code = (value: string): PhrasingContent => ({ type: 'inlineCode', value });
const paragraph = (...children: PhrasingContent[]): BlockContent => ({ type: 'paragraph', children });
const heading = (depth: 1 | 2 | 3, value: string): BlockContent => ({
  type: 'heading',
  depth,
  children: [text(value)],
});
const item = (...children: PhrasingContent[]): ListItem => ({
  type: 'listItem',
  spread: false,
  children: [{ type: 'paragraph', children }],
});
const list = (children: ListItem[]): BlockContent => ({ type: 'list', ordered: false, spread: false, children });

/** Stands for a place in a sentence; it is no character, so a name loses nothing without it. */
const placeMark = '\u{FDD0}';

/** A sentence with a place in it, which is code. */
function around(sentence: string, place: string): PhrasingContent[] {
  const [before = '', after = ''] = sentence.split(placeMark);
  return [text(before), code(place), ...(after === '' ? [] : [text(after)])];
}

/** A cell is one line; a break in it would end the table. */
const cell = (value: string): string => value.replaceAll(/\s*[\r\n]+\s*/g, ' ');

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): BlockContent => ({
  type: 'table',
  children: [columns, ...rows].map((cells) => ({
    type: 'tableRow' as const,
    children: cells.map((value) => ({ type: 'tableCell' as const, children: [text(cell(value))] })),
  })),
});

const section = ({ title, count, columns, rows }: Table): RootContent[] => [
  heading(2, t('{0} ({1})', title, count)),
  table(columns, rows),
];

function finding(each: ReportFinding): RootContent[] {
  const frames = each.parties.map((party) => {
    const [top] = party.stack;
    return top
      ? item(...around(t('{0} at {1}', partyWords(party).replaceAll(placeMark, ''), placeMark), placeWords(top)))
      : item(text(partyWords(party)));
  });
  return [
    heading(3, t('{0} ({1})', each.title, findingWords(each))),
    paragraph(text(each.sentence)),
    ...(frames.length > 0 ? [list(frames)] : []),
    ...(each.cancelChain.length === 0 ? [] : [paragraph(text(t('Cancelled: {0}', chainWords(each.cancelChain))))]),
    ...(each.usualCauses.length > 0
      ? [paragraph(text(t('Usual causes'))), list(each.usualCauses.map((cause) => item(text(cause))))]
      : []),
  ];
}

function tree(report: Report): Root {
  const lost = lostWords(report.lost);
  const words = indicatorWords(report.indicators).map(({ label, value }) => [label, value]);
  return {
    type: 'root',
    children: [
      heading(1, report.title),
      paragraph({ type: 'strong', children: [text(report.headline)] }),
      paragraph(text(t('Made on {0}', timeWords(report.generatedAt)))),
      ...(lost === '' ? [] : [paragraph(text(lost))]),
      heading(2, t('Findings')),
      ...(report.findings.length === 0 ? [paragraph(text(t('None.')))] : report.findings.flatMap(finding)),
      heading(2, t('Indicators')),
      table([t('Indicator'), t('Value')], words),
      ...tablesOf(report).flatMap(section),
      ...(report.programs.length > 0 ? section(programTable(report)) : []),
    ],
  };
}

/** GitHub-flavoured Markdown, for a ticket or a pull request. */
export const markdownFormat: ExportFormat = {
  id: 'markdown',
  label: 'Markdown',
  extension: 'md',
  render: (report) => toMarkdown(tree(report), { extensions: [gfmTableToMarkdown()], bullet: '-' }),
};
