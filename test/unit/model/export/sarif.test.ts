import { describe, expect, it } from 'vitest';
import { sarifFormat } from '../../../../src/model/export/sarif.ts';
import { placeIn } from '../../../../src/model/export/sarifPlace.ts';
import { orchestra, reportOf } from '../report/sampleReport.ts';

interface Result {
  ruleId: string;
  ruleIndex: number;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: object; region: object } }[];
  relatedLocations: { message: { text: string } }[];
  partialFingerprints: object;
}

const resultsOf = (report = reportOf(orchestra())): { results: Result[]; rules: { id: string }[] } => {
  const [run] = JSON.parse(sarifFormat.render(report)).runs;
  return { results: run.results, rules: run.tool.driver.rules };
};

describe('SARIF', () => {
  it('has a result for each finding, with its rule, and both parties beside it', () => {
    const report = reportOf(orchestra());
    const { results, rules } = resultsOf(report);
    expect(results.map(({ message }) => message.text)).toEqual(report.findings.map(({ sentence }) => sentence));
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    const broken = results.find(({ ruleId }) => ruleId === 'exited-in-another-task');
    expect(broken?.relatedLocations.length).toBe(2);
    expect(broken?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'agents.ts', uriBaseId: 'SRCROOT' },
      region: { startLine: 39, startColumn: 5 },
    });
  });

  it('knows the same mistake again in another run', () => {
    const prints = (after: number): object[] =>
      resultsOf(reportOf(orchestra(), after)).results.map(({ partialFingerprints }) => partialFingerprints);
    expect(prints(5_000)).toEqual(prints(1_000));
  });

  it.each([
    ['/app/src/a b.ts', ['/app'], { uri: 'src/a%20b.ts', uriBaseId: 'SRCROOT' }],
    ['/app/worker/a.ts', ['/other', '/app/worker'], { uri: 'a.ts', uriBaseId: 'SRCROOT2' }],
    ['/application/a.ts', ['/app'], { uri: 'file:///application/a.ts' }],
    ['C:\\app\\src\\a.ts', ['C:\\app'], { uri: 'src/a.ts', uriBaseId: 'SRCROOT' }],
    ['C:\\lib\\a#1.ts', ['C:\\app'], { uri: 'file:///C:/lib/a%231.ts' }],
    ['/odd/back\\slash.ts', [], { uri: 'file:///odd/back%5Cslash.ts' }],
  ])('says where %s is', (path, folders, place) => {
    expect(placeIn(path, folders)).toEqual(place);
  });
});
