import type { Model } from '../../model/model.ts';
import { topSite } from '../../model/selectors.ts';
import type { Finding, Program, Site } from '../../model/state.ts';
import type { ProgramKey } from '../../protocol/events.ts';
import { type Alive, isScope } from './forest.ts';
import type { ForestView } from './forestView.ts';
import { KeptForests } from './keptForests.ts';
import { type Problems, problemsOf } from './problems.ts';
import type { Limits } from './row.ts';
import { defaultTreeOptions, type TreeOptions } from './treeOptions.ts';

export interface SceneOptions {
  model: Model;
  /** Unix time in ms. */
  now: number;
  options?: TreeOptions;
  /** A place as a person reads it, `app.ts:12`, as far as it is known without waiting. */
  placeOf?: (site: Site) => string;
  /** Changes when `placeOf` may say something else than before. */
  placesVersion?: number;
  /** What earlier scenes have made; what this one makes goes there. */
  forests?: KeptForests;
  /** What a person does not want to be told of. */
  isIgnored?: (finding: Finding) => boolean;
  /** Why the asynchronous stacks of a program were not taken, in a sentence. */
  asyncStackProblem?: (program: ProgramKey) => string | undefined;
}

interface ForestOf {
  view: ForestView;
  /** Places of rows that open findings are about, and of those above them. */
  marked: ReadonlySet<number>;
}

/** What all rows of one refresh are made from. What is costly is made when it is first asked for, and once. */
export class Scene {
  readonly model: Model;
  readonly options: TreeOptions;
  readonly #now: number;
  readonly #placeOf: (site: Site) => string;
  readonly #stackProblem: NonNullable<SceneOptions['asyncStackProblem']>;
  readonly #placesVersion: number;
  readonly #kept: KeptForests;
  readonly #places = new Map<Program, Map<number, string>>();
  readonly #forests = new Map<Program, ForestOf>();
  readonly #words: readonly string[];
  readonly #isIgnored: (finding: Finding) => boolean;
  #problems: Problems | undefined;
  #findings: { counted: readonly Finding[]; ignored: readonly Finding[] } | undefined;

  constructor({
    model,
    now,
    options = defaultTreeOptions,
    placeOf = siteWords,
    placesVersion = 0,
    forests = new KeptForests(),
    isIgnored = () => false,
    asyncStackProblem,
  }: SceneOptions) {
    this.model = model;
    this.options = options;
    this.#now = now;
    this.#placeOf = placeOf;
    this.#placesVersion = placesVersion;
    this.#kept = forests;
    this.#isIgnored = isIgnored;
    this.#stackProblem = asyncStackProblem ?? (() => undefined);
    this.#words = options.filter.toLowerCase().split(/\s+/).filter(Boolean);
  }

  get limits(): Limits {
    return this.options.limits;
  }

  get isFiltered(): boolean {
    return this.#words.length > 0;
  }

  get problems(): Problems {
    this.#problems ??= problemsOf(this.findings.counted);
    return this.#problems;
  }

  /** The findings of the run, the oldest first: those that count, and those that are ignored. */
  get findings(): { readonly counted: readonly Finding[]; readonly ignored: readonly Finding[] } {
    this.#findings ??= this.#sort();
    return this.#findings;
  }

  /** The time to show for a program: it stands still when that has ended. Without one, that of the run. */
  now(program?: Program): number {
    return program?.endedAt ?? this.#now;
  }

  /** Why the asynchronous stacks of a program were not taken, in a sentence; undefined: they were, or nobody asked. */
  asyncStackProblem(program: Program): string | undefined {
    return this.#stackProblem(program.key);
  }

  isProblem(program: Program, id: number): boolean {
    return this.problems.ids.get(program.key)?.has(id) === true;
  }

  /** Whether a row has all words of the filter. */
  matches(...texts: readonly (string | undefined)[]): boolean {
    if (this.#words.length === 0) return true;
    const text = texts.join(' ').toLowerCase();
    return this.#words.every((word) => text.includes(word));
  }

  matchesRow(
    program: Program,
    row: { id: number; name: string },
    stack: readonly number[],
    ...texts: readonly (string | undefined)[]
  ): boolean {
    return !this.isFiltered || this.matches(row.name, `#${row.id}`, this.place(program, stack), ...texts);
  }

  /** Where something happened, as a person reads it; empty where that is not known. */
  place(program: Program, stack: readonly number[]): string {
    const site = topSite(program, stack);
    if (!site) return '';
    const known = this.#places.get(program) ?? new Map<number, string>();
    this.#places.set(program, known);
    const place = known.get(site.id) ?? this.#placeOf(site);
    known.set(site.id, place);
    return place;
  }

  forest(program: Program): ForestOf {
    const known = this.#forests.get(program) ?? this.#newForest(program);
    this.#forests.set(program, known);
    return known;
  }

  #sort(): { counted: Finding[]; ignored: Finding[] } {
    const counted: Finding[] = [];
    const ignored: Finding[] = [];
    for (const finding of this.model.findings) (this.#isIgnored(finding) ? ignored : counted).push(finding);
    return { counted, ignored };
  }

  #newForest(program: Program): ForestOf {
    const wanted = (row: Alive): boolean =>
      this.matchesRow(program, row, isScope(row) ? row.enterStack : row.stack, row.kind, row.state);
    const view = this.#kept.viewOf(
      program,
      this.isFiltered
        ? { key: `${this.#placesVersion}/${program.sites.size}/${this.#words.join(' ')}`, wanted }
        : { key: '', wanted: undefined },
    );
    const marked = new Set<number>();
    for (const id of this.problems.ids.get(program.key) ?? []) {
      let place = view.forest.placeOf(id);
      for (; view.rowAt(place) && !marked.has(place); place = view.branches.parent(place)) marked.add(place);
    }
    return { view, marked };
  }
}

/** `app.js:12`, in the generated code. */
const siteWords = ({ url, line }: Site): string => `${url.slice(url.lastIndexOf('/') + 1)}:${line}`;
