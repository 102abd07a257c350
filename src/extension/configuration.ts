import * as vscode from 'vscode';
import type { RedactionRules } from '../common/redact.ts';
import { type Thresholds, defaultThresholds } from '../model/state.ts';
import { type AgentSettings, detailLevels } from '../protocol/commands.ts';
import { settings, settingsSection } from './contributions.ts';

const read = (name: string): unknown => vscode.workspace.getConfiguration(settingsSection).get(name);
const number = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

/** Nothing is put into programs of a workspace that is not trusted. */
export const isEnabled = (): boolean => vscode.workspace.isTrusted && read(settings.injection) !== false;

export const agentSettings = (): AgentSettings => ({
  captureSites: read(settings.captureSites) !== false,
  stackDepth: number(read(settings.stackDepth), 8),
  detail: detailLevels.find((level) => level === read(settings.detail)) ?? 1,
});

/** What is hidden in reports. */
export const redaction = (): RedactionRules => ({
  enabled: read(settings.redaction) !== false,
  keys: [],
  patterns: [],
});

export const thresholds = (): Partial<Thresholds> => ({
  lockHeld: number(read(settings.lockHeld), defaultThresholds.lockHeld),
});
