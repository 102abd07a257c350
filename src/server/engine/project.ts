import type { RuleName, RuleSeverity } from '../../common/ruleNames.ts';
import { type Analysis, analyze } from './analyze.ts';
import type { Finding } from './finding.ts';
import type { FactOf, Rule } from './rule.ts';
import { isTest, whyNotChecked } from './sourceText.ts';

/** A finding, with how it is to be shown. */
export interface JudgedFinding extends Finding {
  readonly severity: Exclude<RuleSeverity, 'off'>;
}

/** Why a file has no findings though somebody might expect some. */
export type Skipped = NonNullable<ReturnType<typeof whyNotChecked>>;

interface Checked {
  readonly text: string;
  readonly analysis: Analysis | undefined;
  readonly skipped: Skipped | undefined;
}

/**
 * The files that are checked together. A file is read again only when its text changes, and its syntax tree is not
 * kept: what rules need to know across files are the few facts each file tells.
 */
export class Project {
  readonly #folder: string;
  readonly #rules: readonly Rule[];
  readonly #rulesOfTests: readonly Rule[];
  readonly #severities: ReadonlyMap<RuleName, RuleSeverity>;
  readonly #files = new Map<string, Checked>();
  #across: ReadonlyMap<string, readonly Finding[]> | undefined;

  /**
   * @param folder of the project, absolute: in it, paths tell what is a test
   * @param severities of all rules; those that are `off` are not run
   */
  constructor(folder: string, rules: readonly Rule[], severities: ReadonlyMap<RuleName, RuleSeverity>) {
    this.#folder = `${folder.replace(/\/$/, '')}/`;
    this.#severities = severities;
    this.#rules = rules.filter(({ name }) => severities.get(name) !== 'off');
    this.#rulesOfTests = this.#rules.filter(({ skipsTests }) => skipsTests !== true);
  }

  /** How many files are known. */
  get size(): number {
    return this.#files.size;
  }

  /**
   * Takes the text of a file, new or changed.
   * @param path absolute, with forward slashes
   */
  update(path: string, text: string): void {
    const before = this.#files.get(path);
    if (before?.text === text) return;
    const skipped = whyNotChecked(text);
    const analysis = skipped ? undefined : analyze(path, text, this.#rulesFor(path));
    this.#files.set(path, { text, analysis, skipped });
    if (hasFacts(before?.analysis) || hasFacts(analysis)) this.#across = undefined;
  }

  #rulesFor(path: string): readonly Rule[] {
    const inProject = path.startsWith(this.#folder) ? path.slice(this.#folder.length) : path;
    return isTest(inProject) ? this.#rulesOfTests : this.#rules;
  }

  /** The file is no more. */
  remove(path: string): void {
    if (hasFacts(this.#files.get(path)?.analysis)) this.#across = undefined;
    this.#files.delete(path);
  }

  /** Why a file is not checked; undefined: it is, or is not known. */
  skipped(path: string): Skipped | undefined {
    return this.#files.get(path)?.skipped;
  }

  /** The analysis of a file that was taken, and is checked. */
  analysis(path: string): Analysis | undefined {
    return this.#files.get(path)?.analysis;
  }

  /** The findings in a file, in the order of their places. */
  findings(path: string): readonly JudgedFinding[] {
    const analysis = this.analysis(path);
    if (!analysis) return [];
    this.#across ??= this.#combine();
    return [...analysis.findings, ...(this.#across.get(path) ?? [])]
      .filter((finding) => !analysis.isSuppressed(finding))
      .sort((a, b) => a.start - b.start || a.rule.localeCompare(b.rule))
      .flatMap((finding) => {
        const severity = this.#severities.get(finding.rule) ?? 'off';
        return severity === 'off' ? [] : [{ ...finding, severity }];
      });
  }

  #combine(): ReadonlyMap<string, readonly Finding[]> {
    const byPath = new Map<string, Finding[]>();
    for (const rule of this.#rules) {
      if (!rule.combine) continue;
      for (const finding of rule.combine(this.#factsOf(rule.name))) {
        const others = byPath.get(finding.path);
        if (others) others.push(finding);
        else byPath.set(finding.path, [finding]);
      }
    }
    return byPath;
  }

  #factsOf(rule: RuleName): FactOf<unknown>[] {
    const all: FactOf<unknown>[] = [];
    for (const [path, { analysis }] of this.#files) {
      for (const fact of analysis?.facts.get(rule) ?? []) all.push({ path, fact });
    }
    return all;
  }
}

const hasFacts = (analysis: Analysis | undefined): boolean => (analysis?.facts.size ?? 0) > 0;
