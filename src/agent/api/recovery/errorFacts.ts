import { getSystemErrorName } from 'node:util';
import { read } from '../thrown.ts';

/** What rules look at in one error of a chain. */
export interface ErrorFacts {
  readonly error: unknown;
  /** Of the system, of Node, of a library or of a database. */
  readonly code: string | number | undefined;
  /** Its name, and those of the classes it is made from. */
  readonly names: ReadonlySet<string>;
  /** Of an HTTP answer. */
  readonly status: number | undefined;
  readonly message: string;
}

/** Errors nest by a handful; these bounds are for objects that only look like errors. */
const longestChain = 100;
const deepestClass = 20;

/**
 * The error, what caused it and what it is made of, outermost first. An error that is its own cause appears once.
 */
export function chainOf(error: unknown): readonly unknown[] {
  const chain = new Set<unknown>();
  const waiting = [error];
  while (waiting.length > 0 && chain.size < longestChain) {
    const next = waiting.pop();
    if (next === undefined || next === null || chain.has(next)) continue;
    chain.add(next);
    // What a disposal threw hides what was thrown before it, which tells more.
    const parts = [read(next, 'cause'), ...membersOf(next), read(next, 'suppressed'), read(next, 'error')];
    waiting.push(...parts.reverse());
  }
  return [...chain];
}

export function factsOf(error: unknown): ErrorFacts {
  const message = typeof error === 'string' ? error : read(error, 'message');
  return {
    error,
    code: codeOf(error),
    names: namesOf(error),
    status: statusOf(error),
    message: typeof message === 'string' ? message : '',
  };
}

/** What an AggregateError holds. It is asked for by number, because its list may be anything. */
function membersOf(error: unknown): unknown[] {
  const list = read(error, 'errors');
  const length = read(list, 'length');
  if (typeof length !== 'number') return [];
  return Array.from({ length: Math.min(length, longestChain) }, (_, index) => read(list, String(index)));
}

function codeOf(error: unknown): string | number | undefined {
  const code = read(error, 'code');
  if (typeof code === 'string' || typeof code === 'number') return code;
  const errno = read(error, 'errno');
  if (typeof errno === 'string') return errno;
  return typeof errno === 'number' ? systemName(errno) : undefined;
}

function systemName(errno: number): string | undefined {
  try {
    return getSystemErrorName(errno);
  } catch {
    return undefined;
  }
}

function namesOf(error: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: unknown): void => void (typeof name === 'string' && names.add(name));
  add(read(error, 'name'));
  let prototype = prototypeOf(error);
  for (let depth = 0; prototype && depth < deepestClass; depth += 1) {
    add(read(read(prototype, 'constructor'), 'name'));
    prototype = prototypeOf(prototype);
  }
  return names;
}

function prototypeOf(value: unknown): unknown {
  try {
    return typeof value === 'object' && value !== null ? Object.getPrototypeOf(value) : undefined;
  } catch {
    return undefined;
  }
}

function statusOf(error: unknown): number | undefined {
  const response = read(error, 'response');
  const places = [
    read(error, 'status'),
    read(error, 'statusCode'),
    read(response, 'status'),
    read(response, 'statusCode'),
    read(read(error, '$metadata'), 'httpStatusCode'),
  ];
  return places.find((place) => typeof place === 'number');
}
