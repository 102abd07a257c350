import { topSite } from '../selectors.ts';
import type { Program, Site } from '../state.ts';
import type { Location } from './schemaParts.ts';

/** Says where a generated place is in the user's source. */
export type Locate = (program: string, site: Site) => Location;

/** Where the innermost known site of a stack is. */
export function placeOf(program: Program, stack: readonly number[], locate: Locate): Location | null {
  const site = topSite(program, stack);
  return site ? locate(program.key, site) : null;
}
