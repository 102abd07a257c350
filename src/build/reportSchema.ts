import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reportJsonSchema } from '../model/report/jsonSchema.ts';

const path = 'dist/schema/report.schema.json';

/** Writes the JSON Schema of reports to where the package exports it. */
export async function writeReportSchema(): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
}
