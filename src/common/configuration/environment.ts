import { nearest } from '../nearest.ts';
import { type Setting, settings } from './outline.ts';

/** Variables by their names, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'ASYNC_SCOPE_';

/** The variable that sets the key at `path`: `thresholds.lockHeld` is `ASYNC_SCOPE_THRESHOLDS_LOCK_HELD`. */
export const variableFor = (path: readonly string[]): string =>
  prefix +
  path
    .map((key) => key.replaceAll('-', '_').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_'))
    .join('_')
    .toUpperCase();

const byVariable = new Map(settings.map((setting) => [variableFor(setting.path), setting]));
const sections = settings.filter(({ path }) => path.length > 1).map(({ path }) => `${variableFor(path.slice(0, 1))}_`);

/** What the environment sets; an empty variable sets nothing. */
export function environmentLayer(environment: Environment): object {
  const layer = {};
  for (const [variable, setting] of byVariable) {
    const text = environment[variable];
    if (text !== undefined && text !== '') put(layer, setting.path, valueOf(text, setting));
  }
  return layer;
}

/** What the agent is told by its host, which is no configuration. */
const reserved = new Set(['PIPE', 'TOKEN', 'SETTINGS', 'OFF'].map((name) => `${prefix}${name}`));

/** A sentence for each variable that is meant to set something and does not. Those of others are none of our business. */
export function unknownVariables(environment: Environment): string[] {
  const known = [...byVariable.keys()];
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith(prefix) || reserved.has(name) || byVariable.has(name)) return [];
    const meant = nearest(name, known);
    if (meant === undefined && !sections.some((section) => name.startsWith(section))) return [];
    return [`${name} is no known variable${meant === undefined ? '.' : `; did you mean ${meant}?`}`];
  });
}

/** What cannot be read as its kind stays text, and is told as such. */
function valueOf(text: string, { type }: Setting): unknown {
  if (type === 'number') return Number.isNaN(Number(text)) ? text : Number(text);
  if (type === 'boolean') return booleans.get(text.toLowerCase()) ?? text;
  if (type === 'array') return text.split(',').map((part) => part.trim());
  return text;
}

const booleans = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function put(layer: object, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    Reflect.set(layer, key, value);
    return;
  }
  const inner: unknown = Reflect.get(layer, key) ?? {};
  Reflect.set(layer, key, inner);
  put(inner as object, rest, value);
}
