import * as vscode from 'vscode';
import type { Thresholds } from '../model/state.ts';
import type { AgentSettings } from '../protocol/commands.ts';
import { settings, settingsSection } from './contributions.ts';

const read = <T>(name: string): T | undefined => vscode.workspace.getConfiguration(settingsSection).get<T>(name);

/** Nothing is put into programs of a workspace that is not trusted. */
export const isEnabled = (): boolean => vscode.workspace.isTrusted && read<boolean>(settings.injection) !== false;

export const agentSettings = (): AgentSettings => ({
  captureSites: read<boolean>(settings.captureSites) ?? true,
  stackDepth: read<number>(settings.stackDepth) ?? 8,
});

export function thresholds(): Partial<Thresholds> {
  const lockHeld = read<number>(settings.lockHeld);
  return lockHeld === undefined ? {} : { lockHeld };
}
