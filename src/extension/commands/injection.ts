import * as vscode from 'vscode';
import { commands, settings, settingsSection } from '../contributions.ts';
import type { Command } from './command.ts';

const setInjection = (id: string, enabled: boolean): Command => ({
  id,
  async run() {
    const target = vscode.workspace.workspaceFolders
      ? vscode.ConfigurationTarget.Workspace
      : vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration(settingsSection).update(settings.injection, enabled, target);
  },
});

/** Programs started from now on are debugged as if the extension were absent. */
export const pauseInjection = setInjection(commands.pauseInjection, false);
export const resumeInjection = setInjection(commands.resumeInjection, true);
