import { t } from '../../common/l10n.ts';
import { numberPhrase } from '../findings/phrases.ts';
import type { Report, ReportFinding } from './schema.ts';
import type { Table } from './table.ts';
import { tablesOf } from './tables.ts';
import { chainWords, findingWords, indicatorWords, lostWords, partyWords, placeWords } from './words.ts';

/** Rows of each list in the summary; the report has more. */
const shownRows = 10;
/** Findings told at length; of the others the sentence only, but none is left out. */
const detailed = 20;

/**
 * Escape sequences in names of the program must not reach a terminal, and a row is one line. Directional marks could
 * make one name look like another.
 */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** How wide a text is in a terminal: Chinese characters take the room of two. */
const columnsOf = (text: string): number => text.length + (text.match(/\p{Script=Han}/gu)?.length ?? 0);

const mark = (finding: ReportFinding): string => (finding.severity === 'error' ? '✖' : '▲');

function findingLines(finding: ReportFinding): string[] {
  const chain = chainWords(finding.cancelChain);
  const places = finding.parties.map((party) => `    ${partyAt(party)}`);
  return [
    `  ${mark(finding)} ${t('{0} ({1})', finding.title, findingWords(finding))}`,
    `    ${finding.sentence}`,
    ...places,
    ...(chain === '' ? [] : [`    ${t('Cancelled: {0}', chain)}`]),
    ...finding.usualCauses.slice(0, 1).map((cause) => `    ${t('Usual cause: {0}', cause)}`),
  ].map((line) => line.slice(0, line.search(/\S/)) + plain(line));
}

function partyAt(party: ReportFinding['parties'][number]): string {
  const place = placeWords(party.stack[0]);
  return place === '' ? partyWords(party) : t('{0} at {1}', partyWords(party), place);
}

function tableLines({ title, count, columns, rows, hasFigures = false }: Table): string[] {
  const named = (cell: string, index: number): string =>
    hasFigures && index > 0 && cell !== '' ? `${columns[index] ?? ''} ${cell}` : cell;
  const lines = rows.slice(0, shownRows).map(
    (cells) =>
      `  ${cells
        .map(plain)
        .map(named)
        .filter((cell) => cell !== '')
        .join(' · ')}`,
  );
  const more = rows.length - lines.length;
  return [
    '',
    t('{0} ({1})', title, count),
    ...lines,
    ...(more > 0 ? [`  ${t('… and {0} more', numberPhrase(more))}`] : []),
  ];
}

/** The report as text for a terminal: what is wrong, then the indicators, then what is alive. It ends with a newline. */
export function summaryText(report: Report): string {
  const lost = lostWords(report.lost);
  const width = Math.max(...indicatorWords(report.indicators).map(({ label }) => columnsOf(label)));
  const lines = [
    plain(report.headline),
    ...report.findings.slice(0, detailed).flatMap((finding) => ['', ...findingLines(finding)]),
    ...(report.findings.length > detailed ? [''] : []),
    ...report.findings.slice(detailed).map((finding) => `  ${mark(finding)} ${plain(finding.sentence)}`),
    ...(lost === '' ? [] : ['', lost]),
    '',
    t('Indicators'),
    ...indicatorWords(report.indicators).map(
      ({ label, value }) => `  ${label}${' '.repeat(width - columnsOf(label))}  ${value}`,
    ),
    ...tablesOf(report).flatMap(tableLines),
  ];
  return `${lines.join('\n')}\n`;
}
