import type { SiteLocator } from '../debug/siteLocator.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import { type SiteStory, siteStories, together } from './siteStories.ts';

/** What began on one line of a source file. */
export interface LineStory {
  /** From 1. */
  line: number;
  story: SiteStory;
}

/** By path, what began on its lines, top down. */
export type PlacedStories = ReadonlyMap<string, readonly LineStory[]>;

/** Finds the lines of a run's places in the source. */
export async function placedStories(run: DebugRun, locator: SiteLocator): Promise<PlacedStories> {
  await locator.prepare(run.model.programs.values());
  const files = new Map<string, Map<number, SiteStory[]>>();
  for (const story of siteStories(run.model)) {
    const { path, line } = locator.located(story.site);
    const lines = files.get(path) ?? new Map<number, SiteStory[]>();
    files.set(path, lines);
    lines.set(line, [...(lines.get(line) ?? []), story]);
  }
  return new Map([...files].map(([path, lines]) => [path, placed(lines)]));
}

const placed = (lines: ReadonlyMap<number, SiteStory[]>): LineStory[] =>
  [...lines]
    .flatMap(([line, stories]) => {
      const story = together(stories);
      return story ? [{ line, story }] : [];
    })
    .sort((one, other) => one.line - other.line);
