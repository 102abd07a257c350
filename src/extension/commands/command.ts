import type * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import type { AsyncStackTaker } from '../debug/asyncStackTaker.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import type { DebugRuns } from '../debug/debugRuns.ts';
import type { IgnoredFindings } from '../debug/ignoredFindings.ts';
import type { SiteLocator } from '../debug/siteLocator.ts';
import type { Report } from '../../model/report/schema.ts';
import type { TreeChoices } from '../views/treeChoices.ts';
import type { Row } from '../views/row.ts';

/** What commands work with. */
export interface Services {
  runs: DebugRuns;
  locator: SiteLocator;
  log: vscode.LogOutputChannel;
  /** What the views show. */
  choices: TreeChoices;
  ignored: IgnoredFindings;
  /** The row a command is for when it was called by keyboard. */
  selectedRow(): Row | undefined;
  taker: AsyncStackTaker;
  currentReport: () => Promise<Report | undefined>;
  showReport(): void;
  /** Takes away all that was put into editors and the Problems panel, until the next run. */
  clearEditor(): void;
}

/** One command; what it throws is shown to the person who called it. */
export interface Command {
  id: string;
  run(services: Services, argument: unknown): Promise<void> | void;
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && 'spoken' in value;

/** The row a command was called on. */
export const rowOf = (services: Services, argument: unknown): Row | undefined =>
  isRow(argument) ? argument : services.selectedRow();

/**
 * The services for a command. While rows are drawn again VS Code does not know them, and passes nothing in their place: a
 * command that is called so is not for the row that happens to be selected.
 * @param called what the command was called with
 */
export function servicesFor(services: Services, called: readonly unknown[]): Services {
  if (called.length === 0 || (called[0] !== undefined && called[0] !== null)) return services;
  const selectedRow = (): never => {
    throw new Error(t('The row was just being drawn again: try once more.'));
  };
  return { ...services, selectedRow };
}

/** @throws Error when nothing has been debugged yet */
export function currentRun({ runs }: Services): DebugRun {
  if (!runs.current) throw new Error(t('Nothing has been debugged yet: press F5 first.'));
  return runs.current;
}
