import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import { dimUri } from './dimming.ts';
import type { Row } from './row.ts';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** A row as VS Code draws it, without its tooltip, which is made when somebody asks for it. */
export function treeItem(row: Row): vscode.TreeItem {
  const open = row.expanded === true ? Expanded : Collapsed;
  const item = new vscode.TreeItem(row.label, row.children ? open : None);
  item.id = row.id;
  if (row.description !== undefined) item.description = row.description;
  if (!row.detail) item.tooltip = row.label;
  item.contextValue = row.contexts?.join(' ') ?? 'group';
  item.accessibilityInformation = { label: row.spoken };
  if (row.icon)
    item.iconPath = new vscode.ThemeIcon(row.icon, row.color ? new vscode.ThemeColor(row.color) : undefined);
  if (row.isDim) item.resourceUri = dimUri(row.id);
  if (row.moreOf !== undefined || (!row.children && hasPlace(row))) {
    const title = row.moreOf === undefined ? t('Go to Source') : t('Load More');
    item.command = { command: commands.openRow, title, arguments: [row] };
  }
  return item;
}

const hasPlace = ({ target }: Row): boolean => (target?.site?.length ?? 0) > 0;
