import * as vscode from 'vscode';
import { messageOf } from '../common/errors.ts';
import { createRedactor } from '../common/redact.ts';
import { redactReport } from '../model/report/redactReport.ts';
import { buildReport } from '../model/report/report.ts';
import type { Report } from '../model/report/schema.ts';
import { registerCommands } from './commands/index.ts';
import { languageOf, useLanguage } from '../common/l10n.ts';
import { agentSettingsOf, isEnabled, modelOptionsOf } from './configuration.ts';
import { reportViewType, settingsSection } from './contributions.ts';
import { watchDebugTerminals } from './debug/debugTerminals.ts';
import { DebugRuns } from './debug/debugRuns.ts';
import { stopAtFindings } from './debug/findingStops.ts';
import { IgnoredFindings } from './debug/ignoredFindings.ts';
import { LaunchProvider } from './debug/launchProvider.ts';
import { SiteLocator } from './debug/siteLocator.ts';
import { TrackerFactory, nodeTypes } from './debug/trackerFactory.ts';
import { checkSources } from './languageClient/checking.ts';
import { ReportPanel } from './report/reportPanel.ts';
import { EditorMarks } from './editor/editorMarks.ts';
import { dimming } from './views/dimming.ts';
import { showStatus } from './views/statusBar.ts';
import { TreeChoices } from './views/treeChoices.ts';
import { Trees } from './views/trees.ts';
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
  const trees = new Trees({ runs, choices, ignored, locator, onError });
  const marks = new EditorMarks({ extensionUri, runs, ignored, locator, onError });

  const currentReport = async (): Promise<Report | undefined> => {
    const run = runs.current;
    if (!run) return undefined;
    await locator.prepare(run.model.programs.values());
    const locate = (_program: string, site: Parameters<SiteLocator['located']>[0]) => locator.located(site);
    const whole = buildReport(run.model, { title: run.root.name, generatedAt: Date.now(), locate });
    const rules = configuration.of(run.root.workspaceFolder).redaction;
    return rules.enabled ? redactReport(whole, createRedactor(rules)) : whole;
  };
  const report = new ReportPanel({
    extensionUri,
    currentReport,
    onDidChange: runs.onDidChange,
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
    vscode.window.registerWebviewPanelSerializer(reportViewType, report),
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
