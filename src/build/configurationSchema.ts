import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { configurationSchema } from '../common/configuration/schema.ts';

const path = 'dist/schema/config.schema.json';

/** The JSON Schema of `async-scope.config.json`; what a pattern may be is checked only when it is read. */
export const configurationJsonSchema = (): object =>
  toJsonSchema(configurationSchema, { target: 'draft-07', typeMode: 'input', ignoreActions: ['check', 'finite'] });

/** Writes it to where the package exports it and the editor looks for it. */
export async function writeConfigurationSchema(): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
}
