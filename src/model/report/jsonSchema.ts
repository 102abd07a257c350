import { toJsonSchema } from '@valibot/to-json-schema';
import { reportSchema } from './schema.ts';

/** The JSON Schema of a report, for programs that read reports. */
export const reportJsonSchema = (): object => {
  const { $schema, ...schema } = toJsonSchema(reportSchema, { target: 'draft-07' });
  return {
    $schema,
    title: 'Async Scope report',
    description: 'What was seen of the concurrency of a run. Identities are unique per program; 0 stands for none.',
    ...schema,
  };
};
