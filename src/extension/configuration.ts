import * as vscode from 'vscode';
import { type Configuration, loadConfiguration } from '../common/configuration.ts';
import { defaultConfiguration } from '../common/configuration/schema.ts';
import { messageOf } from '../common/errors.ts';
import { readTextFile } from '../common/readTextFile.ts';
import type { ModelOptions } from '../model/model.ts';
import { type AgentSettings, detailLevels } from '../protocol/commands.ts';
import { settings, settingsSection } from './contributions.ts';
import { layerOf } from './settingsLayer.ts';

const read = (name: string): unknown => vscode.workspace.getConfiguration(settingsSection).get(name);

/** Nothing is put into programs of a workspace that is not trusted. */
export const isEnabled = (): boolean => vscode.workspace.isTrusted && read(settings.injection) !== false;

export const showsStatus = (): boolean => read(settings.statusBar) !== false;

export const takesStacksWhenPaused = (): boolean => read(settings.stacksWhenPaused) !== false;

/** What is put into editors. */
export const editorSettings = (): { problems: boolean; marks: boolean; codeLens: boolean } => ({
  problems: read(settings.problems) !== false,
  marks: read(settings.marks) === true,
  codeLens: read(settings.codeLens) === true,
});

/**
 * The configuration of a workspace folder: defaults, then its `async-scope.config.json`, then what is set in VS Code.
 * @param folder the first one of the workspace if left out
 * @param onProblem gets a sentence for a file that cannot be used as it is; the settings count then as if it were not there
 */
export function configurationOf(
  folder: vscode.WorkspaceFolder | undefined,
  onProblem: (message: string) => void,
): Configuration {
  const { uri } = folder ?? vscode.workspace.workspaceFolders?.[0] ?? {};
  const inspected = vscode.workspace.getConfiguration(settingsSection, uri);
  const options = layerOf((name) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = inspected.inspect(name) ?? {};
    return workspaceFolderValue ?? workspaceValue ?? globalValue;
  }, onProblem);
  const base = { environment: {}, options };
  if (uri?.scheme === 'file' && vscode.workspace.isTrusted) {
    try {
      return loadConfiguration({ ...base, folder: uri.fsPath, readFile: readTextFile });
    } catch (error) {
      onProblem(messageOf(error));
    }
  }
  return loadConfiguration({ ...base, folder: uri?.fsPath ?? '/', readFile: () => undefined });
}

export const agentSettingsOf = ({ captureSites, stackDepth, detail, system }: Configuration): AgentSettings => ({
  captureSites,
  stackDepth,
  detail: detailLevels.find((level) => level === detail),
  ...(system.sampleEvery !== defaultConfiguration.system.sampleEvery && { systemEvery: system.sampleEvery }),
});

export const modelOptionsOf = ({ thresholds, retention }: Configuration): ModelOptions => {
  const { logEvents: _, ...kept } = retention;
  return { thresholds, retention: { ...kept, ended: Math.max(1, kept.ended) } };
};
