import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import { type Command, rowOf } from './command.ts';

/** Copies a row as text. */
export const copyRow: Command = {
  id: commands.copyRow,
  async run(services, argument) {
    const row = rowOf(services, argument);
    if (!row) throw new Error(t('Select a row of the Async Scope view first.'));
    const lines = [[row.label, row.description].filter(Boolean).join(' · '), ...(row.detail?.().lines ?? [])];
    await vscode.env.clipboard.writeText(lines.filter((line) => line !== '').join('\n'));
  },
};
