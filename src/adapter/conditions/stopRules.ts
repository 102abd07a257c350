import type { CauseClass } from '../../protocol/causeClasses.ts';
import type { ProblemFacts } from '../../protocol/problemFacts.ts';
import { type Condition, meets, namedValues } from './condition.ts';
import { javaScriptOf, literal } from './javaScript.ts';
import { type StopFilter, cancelScopeFilter } from './stopFilters.ts';

/** A filter that is checked, with its condition if it has one that was understood. */
export interface ChosenFilter {
  readonly filter: StopFilter;
  readonly condition: Condition | undefined;
}

/** What a person does not want to be stopped at. */
export interface IgnoredProblems {
  readonly classes: readonly string[];
  /** Each a class and a place, see `siteKey`. */
  readonly sites: readonly string[];
}

const nothingIgnored: IgnoredProblems = { classes: [], sites: [] };

/** Names problems of one class at one place. */
export const siteKey = (problem: Pick<ProblemFacts, 'class' | 'site'>): string => `${problem.class}@${problem.site}`;

/** Where the agent's trap has the facts of a problem. */
const facts = 'this.facts';

/** When the debugger is to stop, from the filters that are checked and what is ignored. */
export class StopRules {
  readonly #chosen: readonly ChosenFilter[];
  readonly #ignored: IgnoredProblems;

  constructor(chosen: readonly ChosenFilter[], ignored: IgnoredProblems = nothingIgnored) {
    this.#chosen = chosen;
    this.#ignored = ignored;
  }

  /** As long as the editor has not said otherwise. */
  static readonly byDefault = new StopRules([{ filter: cancelScopeFilter, condition: undefined }]);

  withFilters(chosen: readonly ChosenFilter[]): StopRules {
    return new StopRules(chosen, this.#ignored);
  }

  ignoring(ignored: IgnoredProblems): StopRules {
    return new StopRules(this.#chosen, ignored);
  }

  /** Some filter of ours is checked. */
  get stopAtAll(): boolean {
    return this.#chosen.length > 0;
  }

  /** The classes that can bring a stop. */
  get classes(): ReadonlySet<CauseClass> {
    const ignored: readonly string[] = this.#ignored.classes;
    return new Set(this.#chosen.flatMap(classesOf).filter((known) => !ignored.includes(known)));
  }

  stopsAt(problem: ProblemFacts): boolean {
    if (this.#ignored.classes.includes(problem.class) || this.#ignored.sites.includes(siteKey(problem))) return false;
    return this.#chosen.some(
      (chosen) =>
        classesOf(chosen).some((known) => known === problem.class) &&
        (!chosen.condition || meets(chosen.condition, problem)),
    );
  }

  /** The same for V8, at the trap. A stop that we asked the agent for is judged before: it is marked `asked`. */
  toJavaScript(): string {
    const { classes, sites } = this.#ignored;
    const chosen = this.#chosen.map((each) => {
      const isOfClass = `${listOf(classesOf(each))}.includes(${facts}.class)`;
      return each.condition ? `(${isOfClass} && ${javaScriptOf(each.condition, facts)})` : isOfClass;
    });
    const isIgnored = [
      ...(classes.length > 0 ? [`${listOf(classes)}.includes(${facts}.class)`] : []),
      ...(sites.length > 0 ? [`${listOf(sites)}.includes(${facts}.class + "@" + ${facts}.site)`] : []),
    ];
    const wanted = chosen.length > 0 ? `(${chosen.join(' || ')})` : 'false';
    const rules = [wanted, ...isIgnored.map((test) => `!${test}`)].join(' && ');
    return `${facts}.asked || (${rules})`;
  }
}

function classesOf({ filter, condition }: ChosenFilter): CauseClass[] {
  if (!condition) return [...filter.classes];
  const named = new Set(namedValues(condition, 'class'));
  return [...new Set([...filter.classes, ...[...filter.nameable].filter((known) => named.has(known))])];
}

const listOf = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;
