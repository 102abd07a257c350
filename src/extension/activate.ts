import * as vscode from 'vscode';
import { messageOf } from '../common/errors.ts';
import { createRedactor } from '../common/redact.ts';
import { redactReport } from '../model/report/redactReport.ts';
import { buildReport } from '../model/report/report.ts';
import type { Report } from '../model/report/schema.ts';
import type { Model } from '../model/model.ts';
import { writeExport } from './commands/exportReport.ts';
import { registerCommands } from './commands/index.ts';
import { languageOf, useLanguage } from '../common/l10n.ts';
import { agentSettingsOf, isEnabled, modelOptionsOf, takesStacksWhenPaused } from './configuration.ts';
import { recordingViewType, reportViewType, settingsSection } from './contributions.ts';
import { AsyncStackTaker } from './debug/asyncStackTaker.ts';
import { watchDebugTerminals } from './debug/debugTerminals.ts';
import { DebugRuns } from './debug/debugRuns.ts';
import { stopAtFindings } from './debug/findingStops.ts';
import { IgnoredFindings } from './debug/ignoredFindings.ts';
import { LaunchProvider } from './debug/launchProvider.ts';
import { SiteLocator } from './debug/siteLocator.ts';
import { takeStacksAtStops } from './debug/stacksAtStops.ts';
import { TrackerFactory, nodeTypes } from './debug/trackerFactory.ts';
import { RecordingEditor } from './report/recordingEditor.ts';
import { checkSources } from './languageClient/checking.ts';
import { ReportPanel } from './report/reportPanel.ts';
import { EditorMarks } from './editor/editorMarks.ts';
import { dimming } from './views/dimming.ts';
import { showStatus } from './views/statusBar.ts';
import { TreeChoices } from './views/treeChoices.ts';
import { Trees, type TreesOptions } from './views/trees.ts';
import { WorkspaceConfiguration } from './workspaceConfiguration.ts';

/** A table of contents of the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  useLanguage(languageOf({ LANG: vscode.env.language }));
  const log = vscode.window.createOutputChannel('Async Scope', { log: true });
  const agentFile = (name: string): string => vscode.Uri.joinPath(extensionUri, 'dist', 'agent', name).fsPath;
  const preloadPath = agentFile('preload.cjs');
  const onError = (error: unknown): void => log.error(messageOf(error));
  const configuration = new WorkspaceConfiguration(log);
  const runs = new DebugRuns((root) => modelOptionsOf(configuration.of(root.workspaceFolder)));
  const locator = new SiteLocator();
  const choices = new TreeChoices(context.workspaceState, onError);
  const ignored = new IgnoredFindings(context.workspaceState, onError);
  const taker = new AsyncStackTaker(() => runs.changed());
  const asyncStackProblem: TreesOptions['asyncStackProblem'] = (run, program) => taker.problemOf(run, program);
  const trees = new Trees({ runs, choices, ignored, locator, asyncStackProblem, onError });
  const marks = new EditorMarks({ extensionUri, runs, ignored, locator, onError });

  const reportOf = async (
    model: Model,
    made: { title: string; generatedAt: number; locator: SiteLocator; folder: vscode.WorkspaceFolder | undefined },
  ): Promise<Report> => {
    await made.locator.prepare(model.programs.values());
    const locate = (_program: string, site: Parameters<SiteLocator['located']>[0]) => made.locator.located(site);
    const whole = buildReport(model, { title: made.title, generatedAt: made.generatedAt, locate });
    const rules = configuration.of(made.folder).redaction;
    return rules.enabled ? redactReport(whole, createRedactor(rules)) : whole;
  };
  const currentReport = async (): Promise<Report | undefined> => {
    const run = runs.current;
    if (!run) return undefined;
    const { name, workspaceFolder } = run.root;
    return reportOf(run.model, { title: name, generatedAt: Date.now(), locator, folder: workspaceFolder });
  };
  const report = new ReportPanel({
    extensionUri,
    currentReport,
    onDidChange: runs.onDidChange,
    openAt: (place) => locator.openAt(place),
    log: (message) => log.warn(message),
  });

  const recordings = new RecordingEditor({
    extensionUri,
    modelOptions: (uri) => modelOptionsOf(configuration.of(vscode.workspace.getWorkspaceFolder(uri))),
    // What it remembers of files is of another run than the current one.
    reportOf: (model, { uri, ...made }) =>
      reportOf(model, { ...made, locator: new SiteLocator(), folder: vscode.workspace.getWorkspaceFolder(uri) }),
    exportReport: (report) => writeExport(report),
    openAt: (place) => locator.openAt(place),
    log: (message) => log.warn(message),
  });

  const launching = {
    guardPath: agentFile('guard.cjs'),
    settings: (folder: vscode.WorkspaceFolder | undefined) => agentSettingsOf(configuration.of(folder)),
    enabled: isEnabled,
    log,
  };
  const launch = new LaunchProvider(launching);
  const trackers = new TrackerFactory({ ...launching, runs, preloadPath, locator, ignored });
  void watchDebugTerminals(launching).then((watch) => context.subscriptions.push(watch));

  context.subscriptions.push(
    log,
    runs,
    configuration,
    trees,
    marks,
    report,
    showStatus(runs, ignored),
    vscode.window.registerFileDecorationProvider(dimming),
    ignored.onDidChange(() => {
      runs.ignore(ignored.problems);
      marks.refresh();
    }),
    registerCommands({
      runs,
      locator,
      log,
      choices,
      ignored,
      taker,
      selectedRow: () => trees.selected,
      currentReport,
      showReport: () => report.show(),
      clearEditor: () => marks.clear(),
    }),
    ...nodeTypes.map((type) => vscode.debug.registerDebugConfigurationProvider(type, launch)),
    vscode.debug.registerDebugAdapterTrackerFactory('*', trackers),
    vscode.debug.onDidTerminateDebugSession((session) => runs.ended(session)),
    runs.onDidBegin(() => locator.reset()),
    stopAtFindings({ runs, ignored, locator, log }),
    takeStacksAtStops({
      runs,
      taker,
      isWanted: () => takesStacksWhenPaused() && trees.showsAsyncStacks,
      onDidShow: trees.onDidShow,
    }),
    vscode.window.registerWebviewPanelSerializer(reportViewType, report),
    vscode.window.registerCustomEditorProvider(recordingViewType, recordings, {
      webviewOptions: { enableFindWidget: true },
    }),
    checkSources(vscode.Uri.joinPath(extensionUri, 'dist', 'server.cjs').fsPath, log),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settingsSection)) configuration.forget();
    }),
    configuration.onDidChange(() => {
      const settingsOf = (root: vscode.DebugSession) => ({
        ...agentSettingsOf(configuration.of(root.workspaceFolder)),
        enabled: isEnabled(),
      });
      runs.configure(settingsOf, (error) => log.warn(`The settings did not reach a program: ${messageOf(error)}`));
      runs.changed();
      marks.refresh();
    }),
  );
}
