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

const mark = (finding: ReportFinding): string => (finding.severity === 'error' ? '✖' : '▲');

function findingLines(finding: ReportFinding): string[] {
  const chain = chainWords(finding.cancelChain);
  const places = finding.parties.map((party) => `    ${partyWords(party)}${where(placeWords(party.stack[0]))}`);
  return [
    `  ${mark(finding)} ${finding.title} (${findingWords(finding)})`,
    `    ${finding.sentence}`,
    ...places,
    ...(chain === '' ? [] : [`    Cancelled: ${chain}`]),
    ...finding.usualCauses.slice(0, 1).map((cause) => `    Usual cause: ${cause}`),
  ].map((line) => line.slice(0, line.search(/\S/)) + plain(line));
}

const where = (place: string): string => (place === '' ? '' : ` at ${place}`);

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
  return ['', `${title} (${count})`, ...lines, ...(more > 0 ? [`  … and ${more.toLocaleString('en')} more`] : [])];
}

/** The report as text for a terminal: what is wrong, then the indicators, then what is alive. It ends with a newline. */
export function summaryText(report: Report): string {
  const lost = lostWords(report.lost);
  const width = Math.max(...indicatorWords(report.indicators).map(({ label }) => label.length));
  const lines = [
    plain(report.headline),
    ...report.findings.slice(0, detailed).flatMap((finding) => ['', ...findingLines(finding)]),
    ...(report.findings.length > detailed ? [''] : []),
    ...report.findings.slice(detailed).map((finding) => `  ${mark(finding)} ${plain(finding.sentence)}`),
    ...(lost === '' ? [] : ['', lost]),
    '',
    'Indicators',
    ...indicatorWords(report.indicators).map(({ label, value }) => `  ${label.padEnd(width)}  ${value}`),
    ...tablesOf(report).flatMap(tableLines),
  ];
  return `${lines.join('\n')}\n`;
}
