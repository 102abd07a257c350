import type * as v from 'valibot';
import { configurationSchema } from './schema.ts';

/** One thing that can be set, with where it is. */
export interface Setting {
  readonly path: readonly string[];
  /** What kind of value it has: `number`, `boolean`, `array`, …  */
  readonly type: string;
}

type Entries = Readonly<Record<string, v.GenericSchema>>;

const unwrapped = (schema: v.GenericSchema): v.GenericSchema =>
  'wrapped' in schema ? unwrapped(schema.wrapped as v.GenericSchema) : schema;

const entriesOf = (schema: v.GenericSchema): Entries | undefined => {
  const inner = unwrapped(schema);
  return 'entries' in inner ? (inner.entries as Entries) : undefined;
};

function settingsOf(schema: v.GenericSchema, path: readonly string[]): Setting[] {
  const entries = entriesOf(schema);
  if (entries === undefined) return [{ path, type: unwrapped(schema).type }];
  return Object.entries(entries).flatMap(([key, each]) => settingsOf(each, [...path, key]));
}

/** Everything that can be set. */
export const settings: readonly Setting[] = settingsOf(configurationSchema, []).filter(
  ({ path }) => path[0] !== '$schema',
);

/** The keys that may stand in the section at `path`. */
export function keysAt(path: readonly string[]): string[] {
  let schema: v.GenericSchema | undefined = configurationSchema;
  for (const key of path) schema = schema && entriesOf(schema)?.[key];
  return Object.keys((schema && entriesOf(schema)) ?? {});
}
