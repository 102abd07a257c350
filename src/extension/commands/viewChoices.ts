import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import type { Grouping, Order } from '../views/treeOptions.ts';
import { type Command, rowOf } from './command.ts';

/** Asks for words; the views show what has them, and what leads to it, until the filter is cleared. */
export const filter: Command = {
  id: commands.filter,
  async run({ choices }) {
    const text = await vscode.window.showInputBox({
      title: t('Filter all views of Async Scope'),
      prompt: t('Words of a name, a number as #12, a state, an error, or a place as app.ts:12; empty for everything'),
      value: choices.options.filter,
    });
    if (text !== undefined) choices.filter(text);
  },
};

export const clearFilter: Command = { id: commands.clearFilter, run: ({ choices }) => choices.filter('') };

/** One of several choices, the one in force first. */
async function pick<T extends string>(
  title: string,
  labels: Readonly<Record<T, string>>,
  current: T,
): Promise<T | undefined> {
  const values = Object.keys(labels) as T[];
  const items = values.map((value) => ({
    label: labels[value],
    ...(value === current && { description: t('as it is now') }),
    value,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.value;
}

export const groupTasks: Command = {
  id: commands.groupTasks,
  async run({ choices }) {
    const labels: Record<Grouping, string> = {
      scope: t('Scope, as a tree'),
      state: t('State, also of those that ended'),
      site: t('Place where they were started'),
      name: t('Name'),
    };
    const chosen = await pick(t('Group tasks by'), labels, choices.options.grouping);
    if (chosen) choices.group(chosen);
  },
};

export const sortRows: Command = {
  id: commands.sortRows,
  async run({ choices }) {
    const labels: Record<Order, string> = { oldest: t('Oldest first'), newest: t('Newest first') };
    const chosen = await pick(t('Sort rows by age'), labels, choices.options.order);
    if (chosen) choices.sort(chosen);
  },
};

export const pinRow: Command = {
  id: commands.pinRow,
  run(services, argument) {
    const row = rowOf(services, argument);
    if (!row?.pin)
      throw new Error(t('Select a task, scope, lock, session or operation of the Async Scope view first.'));
    services.choices.pin(row.id, row.pin);
  },
};

export const unpinRow: Command = {
  id: commands.unpinRow,
  run(services, argument) {
    const row = rowOf(services, argument);
    if (!row) throw new Error(t('Select a row of the Async Scope view first.'));
    services.choices.unpin(row.id);
  },
};

/** Draws more of the rows a "Showing N of M" stands for. */
export const loadMore: Command = {
  id: commands.loadMore,
  run(services, argument) {
    const parent = rowOf(services, argument)?.moreOf;
    if (parent === undefined) throw new Error(t('Select a row “Showing … of …” of the Async Scope view first.'));
    services.choices.loadMore(parent);
  },
};
