import * as v from 'valibot';
import { nearest } from '../nearest.ts';
import { keysAt, settings } from './outline.ts';
import { configurationSchema } from './schema.ts';

/**
 * What is wrong with one layer of the configuration, a sentence for each key.
 *
 * @param layer anything
 * @param nameOf how a person calls the key at a path, where it is not the path itself
 */
export function problemsOf(layer: unknown, nameOf: (path: readonly string[]) => string = dotted): string[] {
  const result = v.safeParse(configurationSchema, layer, { abortPipeEarly: true });
  // Of unknown keys valibot names but the first, and takes lists for objects: both are looked for here.
  const issues = (result.issues ?? []).filter(({ expected }) => expected !== 'never');
  return [...issues.map((issue) => sentenceFor(issue, nameOf)), ...misfits(layer, [], nameOf)];
}

const dotted = (path: readonly string[]): string => (path.length === 0 ? 'The configuration' : path.join('.'));

function sentenceFor(issue: v.BaseIssue<unknown>, nameOf: (path: readonly string[]) => string): string {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  return `${nameOf(path)} is ${brief(issue.input)}, but should be ${issue.message}.`;
}

function misfits(value: unknown, path: readonly string[], nameOf: (path: readonly string[]) => string): string[] {
  const keys = keysAt(path);
  if (typeof value !== 'object' || value === null || keys.length === 0) return [];
  if (Array.isArray(value)) return [`${nameOf(path)} is ${brief(value)}, but should be an object.`];
  return Object.entries(value).flatMap(([key, each]) =>
    keys.includes(key) ? misfits(each, [...path, key], nameOf) : [unknownKey([...path, key])],
  );
}

function unknownKey(path: readonly string[]): string {
  const section = path.slice(0, -1);
  const key = path.at(-1) ?? '';
  const siblings = keysAt(section);
  // A key may be well known, but in another section.
  const elsewhere = settings.find((setting) => setting.path.at(-1) === key);
  const meant = nearest(key, siblings) ?? elsewhere?.path.join('.');
  const advice = meant === undefined ? `allowed are ${siblings.join(', ')}` : `did you mean "${meant}"?`;
  return `${path.join('.')} is no known key; ${advice}${meant === undefined ? '.' : ''}`;
}

/** A value as it may stand in a sentence. */
function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
