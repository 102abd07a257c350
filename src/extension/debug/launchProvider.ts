import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { withAgent } from '../../adapter/launchEnvironment.ts';
import type { AgentSettings } from '../../protocol/commands.ts';

export interface LaunchOptions {
  guardPath: string;
  settings: (folder: vscode.WorkspaceFolder | undefined) => AgentSettings;
  enabled: () => boolean;
  log: vscode.LogOutputChannel;
}

/** Puts the agent into the environment of programs that are launched for debugging. */
export class LaunchProvider implements vscode.DebugConfigurationProvider {
  readonly #options: LaunchOptions;

  constructor(options: LaunchOptions) {
    this.#options = options;
  }

  resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    given: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration {
    const { guardPath, settings, enabled, log } = this.#options;
    if (!enabled()) return given;
    const readFile = (path: string): string => readFileSync(path, 'utf8');
    const { configuration, problem } = withAgent(given, { guardPath, settings: settings(folder), readFile });
    if (problem !== undefined) {
      log.warn(`${given.name}: ${problem}`);
      void vscode.window.showWarningMessage(problem);
    }
    return configuration as vscode.DebugConfiguration;
  }
}
