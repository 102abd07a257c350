import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { jsonFormat } from '../../../../src/model/export/json.ts';
import { reportJsonSchema } from '../../../../src/model/report/jsonSchema.ts';
import { reportSchema } from '../../../../src/model/report/schema.ts';
import { Run } from '../run.ts';
import { orchestra, reportOf } from './sampleReport.ts';

const isReport = new Ajv({ strict: true }).compile(reportJsonSchema());

describe('the JSON Schema of a report', () => {
  it('says which draft it is of, and what it is about', () => {
    expect(Object.keys(reportJsonSchema()).slice(0, 3)).toEqual(['$schema', 'title', 'description']);
    expect(reportJsonSchema()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });

  it('lets reports pass, with something of everything and with nothing', () => {
    for (const run of [orchestra().tick(9_000), new Run()]) {
      isReport(JSON.parse(jsonFormat.render(reportOf(run))));
      expect(isReport.errors).toBeNull();
    }
  });

  it('lets nothing pass that lacks a part, or has another version', () => {
    const { findings: _findings, ...rest } = reportOf(orchestra());
    expect(isReport(rest)).toBe(false);
    expect(isReport({ ...reportOf(orchestra()), schemaVersion: 1 })).toBe(false);
  });

  it('demands all parts that the report has', () => {
    expect((reportJsonSchema() as { required: string[] }).required).toEqual(Object.keys(reportSchema.entries));
  });
});
