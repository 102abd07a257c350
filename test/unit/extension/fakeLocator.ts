import type { SiteLocator } from '../../../src/extension/debug/siteLocator.ts';
import type { Site } from '../../../src/model/state.ts';

const mapped = ({ line, column, fn }: Site) => ({ path: '/src/app.ts', line: line + 100, column, fn });

/** Maps every site to a source that is 100 lines longer. */
export const fakeLocator = {
  located: mapped,
  locate: (site: Site) => Promise.resolve(mapped(site)),
  placeOf: (site: Site) => `app.ts:${site.line + 100}`,
} as unknown as SiteLocator;
