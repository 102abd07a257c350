import { join, resolve } from 'node:path';

/** The compiler, by its path: two packages here bring a `tsc`, and this is the native one. Run it with Node. */
export const tsc = join(
  resolve(import.meta.dirname, '..', '..'),
  'node_modules',
  '@typescript',
  'native',
  'bin',
  'tsc',
);
