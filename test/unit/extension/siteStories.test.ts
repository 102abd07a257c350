import { describe, expect, it } from 'vitest';
import { siteStories, storyLines, storyWords, together } from '../../../src/extension/editor/siteStories.ts';
import { Model } from '../../../src/model/model.ts';
import { eventOf, origin } from '../model/run.ts';

function sampleModel(): Model {
  const model = new Model();
  const started = (id: number, stack: number[]) => eventOf('task-started', id, { id, name: `task ${id}`, stack });
  for (const event of [
    eventOf('hello', 0),
    eventOf('site', 0, { id: 50, line: 10 }),
    eventOf('site', 0, { id: 51, line: 20 }),
    started(1, [50]),
    started(2, [50]),
    started(3, [50]),
    eventOf('task-ended', 1_000, { id: 3, status: 'failed', error: 'Error: no' }),
    eventOf('scope-entered', 10, { id: 4, name: 'load', stack: [51] }),
    started(5, []),
  ])
    model.apply('1/0', event);
  return model;
}

describe('what began at a place', () => {
  it('is told in a few words', () => {
    expect(siteStories(sampleModel()).map((story) => [story.site.line, storyWords(story)])).toEqual([
      [10, '2 tasks alive · last failed'],
      [20, '1 scope open'],
    ]);
  });

  it('is told with the last outcomes to somebody who asks', () => {
    const [story] = siteStories(sampleModel());
    expect(story && storyLines(story, origin + 3_000)).toEqual([
      '2 tasks alive · up to 3 s',
      'task 3: failed · 997 ms · 2 s ago · Error: no',
    ]);
  });

  it('is one story where several places are one line of the source', () => {
    const story = together(siteStories(sampleModel()));
    expect(story && storyWords(story)).toBe('2 tasks alive · 1 scope open · last failed');
    expect(together([])).toBeUndefined();
  });
});
