import * as vscode from 'vscode';
import { editorSettings } from '../configuration.ts';
import { contextKeys } from '../contributions.ts';
import type { DebugRuns } from '../debug/debugRuns.ts';
import type { IgnoredFindings } from '../debug/ignoredFindings.ts';
import type { SiteLocator } from '../debug/siteLocator.ts';
import { LineMarks } from './lineMarks.ts';
import { type PlacedStories, placedStories } from './placedStories.ts';
import { Problems } from './problems.ts';
import { StoryHovers } from './storyHovers.ts';
import { StoryLenses } from './storyLenses.ts';

export interface EditorMarksOptions {
  extensionUri: vscode.Uri;
  runs: DebugRuns;
  ignored: IgnoredFindings;
  locator: SiteLocator;
  onError: (error: unknown) => void;
}

/** ms between two looks at where everything began; a look goes over all that is known. */
const lookEvery = 1_000;

/** All that is shown in editors of what the last run did: it stays until the next one begins, or is cleared. */
export class EditorMarks implements vscode.Disposable {
  readonly #options: EditorMarksOptions;
  readonly #marks: LineMarks;
  readonly #hovers: StoryHovers;
  readonly #lenses = new StoryLenses();
  readonly #problems: Problems;
  readonly #subscriptions: vscode.Disposable[];
  #isCleared = false;
  #pending: NodeJS.Timeout | undefined;
  #isBusy = false;
  #wasOver = false;

  constructor(options: EditorMarksOptions) {
    this.#options = options;
    const { runs, locator, extensionUri } = options;
    this.#marks = new LineMarks(extensionUri);
    this.#hovers = new StoryHovers(() => runs.current?.clock(Date.now()) ?? Date.now());
    this.#problems = new Problems(locator);
    this.#subscriptions = [
      this.#marks,
      this.#hovers,
      this.#lenses,
      this.#problems,
      runs.onDidChange(() => this.#look()),
      runs.onDidBegin(() => this.#begin()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#marks.draw()),
    ];
  }

  /** Takes away everything, until the next run. */
  clear(): void {
    this.#isCleared = true;
    this.#show(new Map());
    this.#problems.clear();
    this.#tell();
  }

  /** The settings changed, or what is ignored. */
  refresh(): void {
    this.#wasOver = false;
    if (!editorSettings().problems) this.#problems.clear();
    this.#look();
  }

  dispose(): void {
    clearTimeout(this.#pending);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #begin(): void {
    this.#isCleared = false;
    this.#wasOver = false;
    this.#show(new Map());
    this.#problems.clear();
    this.#tell();
  }

  #look(): void {
    this.#pending ??= setTimeout(() => {
      this.#pending = undefined;
      if (this.#isBusy) return;
      this.#isBusy = true;
      this.#update()
        .catch(this.#options.onError)
        .finally(() => (this.#isBusy = false));
    }, lookEvery);
  }

  async #update(): Promise<void> {
    const { runs, ignored, locator } = this.#options;
    const run = runs.current;
    if (!run || this.#isCleared) return;
    const { problems, marks, codeLens } = editorSettings();
    const stories = marks || codeLens ? await placedStories(run, locator) : new Map<string, never>();
    if (run === runs.current && !this.#isCleared) this.#show(stories);
    if (run.isOver && !this.#wasOver) {
      this.#wasOver = true;
      if (problems) await this.#problems.show(run, ignored.isIgnoredIn(run));
      // The next run may have begun, or the marks been cleared, while the places were looked for.
      if (run !== runs.current || this.#isCleared) this.#problems.clear();
    }
    this.#tell();
  }

  #show(stories: PlacedStories): void {
    const { marks, codeLens } = editorSettings();
    const none: PlacedStories = new Map();
    this.#marks.show(marks ? stories : none);
    this.#hovers.show(marks || codeLens ? stories : none);
    this.#lenses.show(codeLens ? stories : none);
  }

  #tell(): void {
    const isShown = this.#marks.isShown || this.#lenses.isShown || this.#problems.isShown;
    void vscode.commands.executeCommand('setContext', contextKeys.editorMarks, isShown);
  }
}
