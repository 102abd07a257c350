import * as vscode from 'vscode';
import { contextKeys, type ViewState, views } from '../contributions.ts';
import type { ProgramKey } from '../../protocol/events.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import type { DebugRuns } from '../debug/debugRuns.ts';
import type { IgnoredFindings } from '../debug/ignoredFindings.ts';
import type { SiteLocator } from '../debug/siteLocator.ts';
import { stopsOf } from '../debug/stops.ts';
import { findingsBadge } from './badge.ts';
import type { Row } from './row.ts';
import { KeptForests } from './keptForests.ts';
import { topRows, viewNames, viewRows } from './rows.ts';
import { runMessage } from './runMessage.ts';
import { Scene } from './scene.ts';
import { takenMessage } from './takenMessage.ts';
import { Tree } from './tree.ts';
import type { TreeChoices } from './treeChoices.ts';
import { dotted } from './words.ts';

export interface TreesOptions {
  runs: DebugRuns;
  choices: TreeChoices;
  ignored: IgnoredFindings;
  locator: SiteLocator;
  /** Why the asynchronous stacks of a program were not taken. */
  asyncStackProblem: (run: DebugRun, program: ProgramKey) => string | undefined;
  onError: (error: unknown) => void;
}

/** All views of the sidebar. They show one scene, which is made anew when something changed and somebody looks. */
export class Trees implements vscode.Disposable {
  readonly #options: TreesOptions;
  readonly #trees: readonly Tree[];
  readonly #subscriptions: vscode.Disposable[];
  readonly #shown = new vscode.EventEmitter<void>();
  readonly #contexts = new Map<string, unknown>();
  readonly #forests = new KeptForests();
  #scene: Scene | undefined;
  #selected: Tree | undefined;

  /** Somebody looks at one of them that was not seen before. */
  readonly onDidShow = this.#shown.event;

  constructor(options: TreesOptions) {
    this.#options = options;
    const { runs, choices, locator } = options;
    const tree = (id: string, rowsOf: (scene: Scene) => readonly Row[]): Tree =>
      new Tree({
        id,
        roots: () => {
          const scene = this.#current();
          return scene ? rowsOf(scene) : [];
        },
        programOf: (key) => runs.current?.model.programs.get(key),
        locator,
        onSelect: (selected) => (this.#selected = selected),
        onShow: () => this.#shown.fire(),
      });
    this.#trees = [
      ...viewNames.map((name) => tree(views[name], (scene) => viewRows(name, scene))),
      tree(views.debugTree, topRows),
    ];
    this.#subscriptions = [
      ...this.#trees,
      this.#shown,
      runs.onDidChange(() => this.refresh()),
      choices.onDidChange(() => this.refresh()),
      runs.onDidBegin(() => choices.beginRun()),
    ];
    this.refresh();
  }

  /** The row selected last in one of the views, for commands called by keyboard. */
  get selected(): Row | undefined {
    return this.#selected?.selected;
  }

  /** Whether somebody can see the asynchronous stacks. */
  get showsAsyncStacks(): boolean {
    return this.#trees.some(({ id, visible }) => visible && (id === views.asyncStacks || id === views.debugTree));
  }

  refresh(): void {
    const { runs, choices, ignored, locator, onError } = this.#options;
    this.#scene = undefined;
    const run = runs.current;
    const state = this.#state();
    const findings = run?.model.findings ?? [];
    this.#setContext(contextKeys.state, state);
    this.#setContext(contextKeys.filtered, choices.options.filter !== '');
    this.#setContext(contextKeys.findings, findings.length > 0);
    this.#setContext(contextKeys.atStop, run !== undefined && stopsOf(run).length > 0);
    const { filter } = choices.options;
    const isIgnored = ignored.isIgnoredIn(run);
    const badge = findingsBadge(findings.filter((finding) => !isIgnored(finding)));
    for (const tree of this.#trees) {
      const isFirst = tree.id === views.findings;
      const isBrief = !isFirst && tree.id !== views.debugTree;
      const taken = run && tree.id === views.asyncStacks ? takenMessage(run.model, run.clock(Date.now())) : undefined;
      const message = dotted(runMessage(run, filter, isBrief), taken) || undefined;
      tree.refresh(message, isFirst ? badge : undefined);
    }
    if (!run || state !== 'live' || !needsPlaces(choices, run)) return;
    locator.prepare(run.model.programs.values()).then((found) => {
      if (found > 0) runs.changed();
    }, onError);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #current(): Scene | undefined {
    const { runs, choices, ignored, locator, asyncStackProblem } = this.#options;
    const run = runs.current;
    if (!run || this.#state() !== 'live') return undefined;
    this.#scene ??= new Scene({
      model: run.model,
      now: run.clock(Date.now()),
      options: choices.options,
      placeOf: (site) => locator.placeOf(site),
      placesVersion: locator.version,
      forests: this.#forests,
      isIgnored: ignored.isIgnoredIn(run),
      asyncStackProblem: (program) => asyncStackProblem(run, program),
    });
    return this.#scene;
  }

  #state(): ViewState {
    const run = this.#options.runs.current;
    if (!run) return 'none';
    if (run.model.programs.size > 0) return 'live';
    return run.isOver ? 'none' : 'noAgent';
  }

  #setContext(key: string, value: unknown): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

/** Only these show places without being asked for them. */
const needsPlaces = ({ options }: TreeChoices, { model }: DebugRun): boolean =>
  options.grouping === 'site' ||
  options.filter !== '' ||
  [...model.programs.values()].some(({ asyncStacks }) => asyncStacks !== undefined);
