import type { Location, Log, ReportingDescriptor, Result } from 'sarif';
import { rules } from '../rules/index.ts';
import type { CheckResult, Place, PlacedFinding } from './checkPaths.ts';
import { ruleUrl } from '../rules/pages.ts';

/** The result of a check as SARIF 2.1.0, which code scanning services and editors read. */
export const sarif = ({ findings, notes }: CheckResult): Log => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'Async Scope', rules: rules.map(descriptor) } },
      columnKind: 'utf16CodeUnits',
      results: findings.map(result),
      invocations: [
        {
          executionSuccessful: true,
          toolExecutionNotifications: notes.map((text) => ({ level: 'warning', message: { text } })),
        },
      ],
    },
  ],
});

const descriptor = ({ name, summary, severity }: (typeof rules)[number]): ReportingDescriptor => ({
  id: name,
  shortDescription: { text: summary() },
  helpUri: ruleUrl(name),
  defaultConfiguration: severity === 'off' ? { enabled: false } : { level: levels[severity] },
});

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

const result = (finding: PlacedFinding): Result => ({
  ruleId: finding.rule,
  ruleIndex: rules.findIndex(({ name }) => name === finding.rule),
  level: levels[finding.severity],
  message: { text: finding.message },
  locations: [location(finding)],
  relatedLocations: finding.related.map((related) => ({ ...location(related), message: { text: related.message } })),
});

const location = ({ path, line, column, endLine, endColumn }: Place): Location => ({
  physicalLocation: {
    artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  },
});
