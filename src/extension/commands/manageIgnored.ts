import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { findingKindOf } from '../../model/findings/index.ts';
import { commands } from '../contributions.ts';
import type { Command } from './command.ts';

/** Lists what is ignored in this workspace; what is left chosen stays ignored. */
export const manageIgnored: Command = {
  id: commands.manageIgnored,
  async run({ ignored }) {
    const items = ignored.entries.map((entry) => ({
      label: findingKindOf(entry.class).title(),
      description: entry.site === undefined ? t('everywhere') : entry.place || entry.site,
      ...(entry.site !== undefined && { detail: entry.site }),
      picked: true,
      entry,
    }));
    if (items.length === 0) {
      await vscode.window.showInformationMessage(t('No place and no class of findings is ignored in this workspace.'));
      return;
    }
    const kept = await vscode.window.showQuickPick(items, {
      title: t('Ignored findings: clear those that are to count again'),
      canPickMany: true,
      matchOnDescription: true,
    });
    if (kept) ignored.remove(items.filter((item) => !kept.includes(item)).map(({ entry }) => entry));
  },
};
