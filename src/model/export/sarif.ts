import type { Location } from '../report/schemaParts.ts';
import type { Report, ReportFinding } from '../report/schema.ts';
import { partyWords } from '../report/words.ts';
import type { ExportFormat } from './exportFormat.ts';
import { baseName, type Place, placeIn } from './sarifPlace.ts';

/* The names are those of SARIF 2.1.0 (OASIS), section by section. */

interface PhysicalLocation {
  artifactLocation: Place;
  region: { startLine: number; startColumn: number };
}
interface SarifLocation {
  id?: number;
  physicalLocation: PhysicalLocation;
  logicalLocations?: { name: string; kind: string }[];
  message?: { text: string };
}

const version = '2.1.0';
const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Scripts of Node and of `eval` are no files: a viewer could not open them. */
const isFile = ({ path }: Location): boolean => /^(\/|[A-Za-z]:[\\/])/.test(path);

function locationOf({ path, line, column, fn }: Location, folders: readonly string[]): SarifLocation {
  return {
    physicalLocation: {
      artifactLocation: placeIn(path, folders),
      region: { startLine: Math.max(1, line), startColumn: Math.max(1, column) },
    },
    ...(fn === '' ? {} : { logicalLocations: [{ name: fn, kind: 'function' }] }),
  };
}

function resultOf(finding: ReportFinding, rules: readonly string[], folders: readonly string[]): object {
  const parties = finding.parties.map((party) => ({ words: partyWords(party), stack: party.stack.filter(isFile) }));
  const placed = parties.filter(({ stack }) => stack.length > 0);
  // The first party is who broke the rule; where it had all begun is beside it.
  const main = placed[0]?.stack[0];
  const related = placed.flatMap(({ words, stack: [top] }, index) =>
    top ? [{ ...locationOf(top, folders), id: index + 1, message: { text: words } }] : [],
  );
  return {
    ruleId: finding.kind,
    ruleIndex: rules.indexOf(finding.kind),
    level: finding.severity,
    message: { text: finding.sentence },
    locations: main ? [locationOf(main, folders)] : [],
    relatedLocations: related,
    stacks: placed.map(({ words, stack }) => ({
      message: { text: words },
      frames: stack.map((frame) => ({ location: locationOf(frame, folders) })),
    })),
    occurrenceCount: finding.count,
    partialFingerprints: { 'finding/v1': fingerprint(finding) },
    properties: { confidence: finding.confidence, subject: finding.subject.name, program: finding.program },
  };
}

/** Of the same mistake in another run: no identity of this one is in it. */
const fingerprint = ({ kind, subject, parties }: ReportFinding): string =>
  [kind, subject.kind, subject.name, ...parties.map(({ role, stack: [top] }) => `${role}@${top?.fn ?? ''}`)].join('|');

function logOf(report: Report): object {
  const rules = [...new Set(report.findings.map(({ kind }) => kind))];
  const first = (kind: string): ReportFinding | undefined => report.findings.find((each) => each.kind === kind);
  const folders = [...new Set(report.programs.map(({ cwd }) => cwd).filter((cwd) => cwd !== ''))];
  const bases = folders.map((folder, index) => [baseName(index), { uri: placeIn(`${folder}/`, []).uri }]);
  return {
    $schema: schema,
    version,
    runs: [
      {
        tool: {
          driver: {
            name: 'Async Scope',
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: first(id)?.title ?? id },
              help: { text: (first(id)?.usualCauses ?? []).join('\n') || id },
            })),
          },
        },
        originalUriBaseIds: Object.fromEntries(bases),
        invocations: [
          {
            executionSuccessful: true,
            endTimeUtc: new Date(report.generatedAt).toISOString(),
            toolExecutionNotifications: [{ level: 'note', message: { text: report.headline } }],
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultOf(finding, rules, folders)),
      },
    ],
  };
}

/** The findings for code scanning: SARIF 2.1.0, with both parties and their stacks. */
export const sarifFormat: ExportFormat = {
  id: 'sarif',
  label: 'SARIF',
  extension: 'sarif',
  render: (report) => `${JSON.stringify(logOf(report), null, 2)}\n`,
};
