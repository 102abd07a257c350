import { configurationJsonSchema } from '../configurationSchema.ts';

/** A key of the configuration, as a person reads of it. */
export interface SettingRow {
  /** As in `thresholds.lockHeld`. */
  readonly key: string;
  /** As JSON; undefined: none. */
  readonly standard: string | undefined;
  readonly description: string;
}

interface Schema {
  description?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
}

/** All keys, in the order of the schema; what has a description is one, whatever is in it. */
export function settingRows(schema: Schema = configurationJsonSchema(), path: readonly string[] = []): SettingRow[] {
  const { description, properties = {} } = schema;
  if (description !== undefined) {
    const standard = schema.default === undefined ? undefined : JSON.stringify(schema.default);
    return [{ key: path.join('.'), standard, description }];
  }
  return Object.entries(properties).flatMap(([key, each]) => settingRows(each, [...path, key]));
}
