import type { Model } from '../../model/model.ts';
import { isAlive, topSite } from '../../model/selectors.ts';
import type { Program, Site, Task } from '../../model/state.ts';
import { t } from '../../common/l10n.ts';
import { countPhrase, durationPhrase } from '../../model/findings/phrases.ts';
import { stateWords } from '../../model/report/words.ts';
import { age, ago, dotted } from '../views/words.ts';

/** So many outcomes are told of one place. */
const mostOutcomes = 5;

/** How something that began at a place ended. */
interface Outcome {
  name: string;
  state: 'completed' | 'failed' | 'cancelled';
  error: string | undefined;
  at: number;
  took: number;
}

/** What began at one place of the program. */
export interface SiteStory {
  site: Site;
  tasks: number;
  scopes: number;
  /** Since when the oldest of what is alive is so, Unix ms; undefined if nothing is. */
  since: number | undefined;
  /** The last ones known, the newest first. */
  outcomes: readonly Outcome[];
}

/** What began at each place where tasks are started or scopes entered. One pass over all that is known. */
export function siteStories(model: Model): SiteStory[] {
  return [...model.programs.values()].flatMap((program) => storiesOf(program));
}

interface Draft extends SiteStory {
  outcomes: Outcome[];
}

function storiesOf(program: Program): SiteStory[] {
  const stories = new Map<Site, Draft>();
  const storyOf = (stack: readonly number[]): Draft | undefined => {
    const site = topSite(program, stack);
    if (!site) return undefined;
    const known = stories.get(site) ?? { site, tasks: 0, scopes: 0, since: undefined, outcomes: [] };
    stories.set(site, known);
    return known;
  };
  for (const task of program.tasks.values()) {
    const story = storyOf(task.stack);
    if (!story) continue;
    if (isAlive(task)) {
      story.tasks += 1;
      story.since = Math.min(story.since ?? task.startedAt, task.startedAt);
    } else noteOutcome(story, task.name, task.state, task.error, task.startedAt, task.endedAt);
  }
  for (const scope of program.scopes.values()) {
    const story = storyOf(scope.enterStack);
    if (!story) continue;
    if (scope.exitedAt === undefined) {
      story.scopes += 1;
      story.since = Math.min(story.since ?? scope.enteredAt, scope.enteredAt);
    } else if (scope.state !== 'open') {
      noteOutcome(story, scope.name, scope.state, scope.error, scope.enteredAt, scope.exitedAt);
    }
  }
  return [...stories.values()].map((story) => ({
    ...story,
    outcomes: story.outcomes.sort((one, other) => other.at - one.at).slice(0, mostOutcomes),
  }));
}

function noteOutcome(
  story: Draft,
  name: string,
  state: Task['state'],
  error: string | undefined,
  beganAt: number,
  endedAt: number | undefined,
): void {
  if (state === 'running' || endedAt === undefined) return;
  story.outcomes.push({ name, state, error, at: endedAt, took: endedAt - beganAt });
}

/** Stories of places that are one line of the source, as one. */
export function together(stories: readonly SiteStory[]): SiteStory | undefined {
  const [first, ...others] = stories;
  if (!first) return undefined;
  return others.reduce<SiteStory>(
    (sum, story) => ({
      site: sum.site,
      tasks: sum.tasks + story.tasks,
      scopes: sum.scopes + story.scopes,
      since: sum.since === undefined ? story.since : Math.min(sum.since, story.since ?? sum.since),
      outcomes: [...sum.outcomes, ...story.outcomes].sort((a, b) => b.at - a.at).slice(0, mostOutcomes),
    }),
    first,
  );
}

const aliveWords = ({ tasks, scopes }: SiteStory): string[] => [
  ...(tasks > 0 ? [countPhrase(tasks, t('{0} task alive'), t('{0} tasks alive'))] : []),
  ...(scopes > 0 ? [countPhrase(scopes, t('{0} scope open'), t('{0} scopes open'))] : []),
];

/** `3 tasks alive · last failed`; empty if there is nothing to tell. */
export function storyWords(story: SiteStory): string {
  const [last] = story.outcomes;
  return dotted(...aliveWords(story), last && t('last {0}', stateWords(last.state)));
}

/**
 * What is told to somebody who asks, as lines of plain text.
 * @param now Unix ms
 */
export function storyLines(story: SiteStory, now: number): string[] {
  const { since, outcomes } = story;
  const alive = dotted(...aliveWords(story), since === undefined ? undefined : t('up to {0}', age(since, now)));
  return [
    ...(alive === '' ? [] : [alive]),
    ...outcomes.map(({ name, state, error, at, took }) =>
      dotted(`${name}: ${stateWords(state)}`, durationPhrase(took), ago(at, now), error),
    ),
  ];
}
