import * as v from 'valibot';
import { type IgnoredProblems, siteKey } from '../../adapter/conditions/stopRules.ts';
import { Emitter } from '../../common/emitter.ts';
import { t } from '../../common/l10n.ts';
import type { Model } from '../../model/model.ts';
import type { Finding, Program } from '../../model/state.ts';
import { causeClasses } from '../../protocol/causeClasses.ts';
import { siteOf } from './problemFacts.ts';

/** Where what is ignored is kept from one window to the next, for each workspace. */
interface IgnoredStore {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Below this key of the workspace's state. */
const storeKey = 'ignoredFindings';

/** All of them are in the condition that the debugger checks at each violation. */
const mostIgnored = 500;

const entrySchema = v.object({
  class: v.picklist(causeClasses),
  /** The place in the code that runs, see `ProblemFacts`; left out: the class is ignored everywhere. */
  site: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(2_000))),
  /** The place in the source as a person reads it, when it was ignored: `app.ts:12`. */
  place: v.optional(v.pipe(v.string(), v.maxLength(500)), ''),
});

/** A class of findings that is ignored, everywhere or at one place. */
export type IgnoredEntry = Readonly<v.InferOutput<typeof entrySchema>>;

/** What a person does not want to be stopped at or told of, besides in the group of what is ignored. */
export class IgnoredFindings {
  readonly #store: IgnoredStore;
  readonly #onError: (error: unknown) => void;
  readonly #changed: Emitter<void>;
  /** They end with the run they are of. */
  readonly #once = new WeakSet<Finding>();
  #entries: readonly IgnoredEntry[];
  /** The same as `#entries`, to be asked for each finding at each redraw. */
  #classes: ReadonlySet<string> = new Set();
  #sites: ReadonlySet<string> = new Set();

  /** @param onError gets what is wrong with what was kept, or cannot be kept, and what a listener threw */
  constructor(store: IgnoredStore, onError: (error: unknown) => void) {
    this.#store = store;
    this.#onError = onError;
    this.#changed = new Emitter(onError);
    this.#entries = this.#read();
    this.#index();
  }

  get onDidChange(): Emitter<void>['event'] {
    return this.#changed.event;
  }

  /** The oldest first. */
  get entries(): readonly IgnoredEntry[] {
    return this.#entries;
  }

  /** For the debugger: what is not to stop a program. What is ignored once stopped it already. */
  get problems(): IgnoredProblems {
    return { classes: [...this.#classes], sites: [...this.#sites] };
  }

  /** @param program of the finding; without it places are not known */
  isIgnored(finding: Finding, program: Program | undefined): boolean {
    if (this.#once.has(finding) || this.#classes.has(finding.kind)) return true;
    return this.#sites.size > 0 && program !== undefined && this.#sites.has(keyOf(finding, program));
  }

  /** The same for the findings of one run. */
  isIgnoredIn(run: { readonly model: Model } | undefined): (finding: Finding) => boolean {
    return (finding) => this.isIgnored(finding, run?.model.programs.get(finding.program));
  }

  /** Of these findings nothing more is said in this run; another one of their kind counts as ever. */
  ignoreOnce(findings: Iterable<Finding>): void {
    for (const finding of findings) this.#once.add(finding);
    this.#changed.fire();
  }

  /** @throws Error when too many are ignored already */
  ignore(entry: IgnoredEntry): void {
    if (this.#entries.some((known) => isSame(known, entry))) return;
    if (this.#entries.length >= mostIgnored) {
      throw new Error(
        t('{0} places and classes are ignored already: remove some with “Manage Ignored Findings”.', `${mostIgnored}`),
      );
    }
    this.#keep([...this.#entries, entry]);
  }

  /** From now on these count again. */
  remove(entries: readonly IgnoredEntry[]): void {
    this.#keep(this.#entries.filter((known) => !entries.some((entry) => isSame(known, entry))));
  }

  /**
   * Whatever they are ignored for, they count again, and so does all that was ignored for the same reason.
   * @param findings of one class at one place of the program
   */
  stopIgnoring(findings: readonly [Finding, ...Finding[]], program: Program): void {
    for (const finding of findings) this.#once.delete(finding);
    const [{ kind }] = findings;
    const site = siteOf(findings[0], program);
    this.remove([
      { class: kind, place: '' },
      { class: kind, site, place: '' },
    ]);
  }

  #keep(entries: readonly IgnoredEntry[]): void {
    this.#entries = entries;
    this.#index();
    this.#store.update(storeKey, entries).then(undefined, this.#onError);
    this.#changed.fire();
  }

  #index(): void {
    this.#classes = new Set(this.#entries.flatMap((entry) => (entry.site === undefined ? [entry.class] : [])));
    this.#sites = new Set(
      this.#entries.flatMap(({ class: kind, site }) => (site === undefined ? [] : [siteKey({ class: kind, site })])),
    );
  }

  /** Another version, or a hand, may have written it: what is understood counts. */
  #read(): IgnoredEntry[] {
    const kept = this.#store.get(storeKey);
    if (kept === undefined) return [];
    const all: unknown[] = Array.isArray(kept) ? kept : [kept];
    const entries = all.flatMap((each) => {
      const { success, output } = v.safeParse(entrySchema, each);
      return success ? [output] : [];
    });
    const lost = all.length - entries.length;
    if (lost > 0) this.#onError(new Error(`${lost} of ${all.length} ignored findings were not understood.`));
    return entries.slice(0, mostIgnored);
  }
}

const keyOf = (finding: Finding, program: Program): string =>
  siteKey({ class: finding.kind, site: siteOf(finding, program) });

const isSame = (one: IgnoredEntry, other: IgnoredEntry): boolean =>
  one.class === other.class && one.site === other.site;
