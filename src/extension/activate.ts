import * as vscode from 'vscode';
import { createRedactor } from '../common/redact.ts';
import { redactReport } from '../model/report/redactReport.ts';
import { buildReport } from '../model/report/report.ts';
import type { Report } from '../model/report/schema.ts';
import { registerCommands } from './commands/index.ts';
import { agentSettings, isEnabled, redaction, thresholds } from './configuration.ts';
import { reportViewType, settingsSection } from './contributions.ts';
import { DebugRuns } from './debug/debugRuns.ts';
import { LaunchProvider } from './debug/launchProvider.ts';
import { SiteLocator } from './debug/siteLocator.ts';
import { TrackerFactory, nodeTypes } from './debug/trackerFactory.ts';
import { checkSources } from './languageClient/checking.ts';
import { ReportPanel } from './report/reportPanel.ts';
import { ScopeTree } from './views/scopeTree.ts';
import { showStatus } from './views/statusBar.ts';

/** A table of contents of the extension. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri } = context;
  const log = vscode.window.createOutputChannel('Async Scope', { log: true });
  const agentFile = (name: string): string => vscode.Uri.joinPath(extensionUri, 'dist', 'agent', name).fsPath;
  const preloadPath = agentFile('preload.cjs');
  const runs = new DebugRuns(thresholds);
  const locator = new SiteLocator();
  const tree = new ScopeTree(runs);

  const currentReport = async (): Promise<Report | undefined> => {
    const run = runs.current;
    if (!run) return undefined;
    await locator.prepare(run.model.programs.values());
    const locate = (_program: string, site: Parameters<SiteLocator['located']>[0]) => locator.located(site);
    const whole = buildReport(run.model, { title: run.root.name, generatedAt: Date.now(), locate });
    const rules = redaction();
    return rules.enabled ? redactReport(whole, createRedactor(rules)) : whole;
  };
  const report = new ReportPanel({
    extensionUri,
    currentReport,
    onDidChange: runs.onDidChange,
    openAt: (place) => locator.openAt(place),
    log: (message) => log.warn(message),
  });

  const launch = new LaunchProvider({
    guardPath: agentFile('guard.cjs'),
    settings: agentSettings,
    enabled: isEnabled,
    log,
  });
  const trackers = new TrackerFactory({ runs, preloadPath, log, enabled: isEnabled });

  context.subscriptions.push(
    log,
    runs,
    tree,
    report,
    showStatus(runs),
    registerCommands({
      runs,
      locator,
      log,
      selectedRow: () => tree.selected,
      currentReport,
      showReport: () => report.show(),
    }),
    ...nodeTypes.map((type) => vscode.debug.registerDebugConfigurationProvider(type, launch)),
    vscode.debug.registerDebugAdapterTrackerFactory('*', trackers),
    vscode.debug.onDidTerminateDebugSession((session) => runs.ended(session)),
    runs.onDidBegin(() => locator.reset()),
    vscode.window.registerWebviewPanelSerializer(reportViewType, report),
    checkSources(vscode.Uri.joinPath(extensionUri, 'dist', 'server.cjs').fsPath, log),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(settingsSection)) return;
      const settings = { ...agentSettings(), enabled: isEnabled() };
      runs.configure(settings, (error) => log.warn(`The settings did not reach a program: ${String(error)}`));
    }),
  );
}
