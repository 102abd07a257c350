import * as vscode from 'vscode';
import { messageOf } from '../../common/errors.ts';
import { commands as ids } from '../contributions.ts';
import { cancelScope } from './cancelScope.ts';
import { type Command, type Services, servicesFor } from './command.ts';
import { copyRow } from './copyRow.ts';
import { exportReport } from './exportReport.ts';
import { goToEnterSite, goToExitSite, goToSite, openRow } from './goToSite.ts';
import { ignoreClass, ignoreOnce, ignoreSite, stopIgnoring } from './ignoreFinding.ts';
import { ignoreViolation } from './ignoreViolation.ts';
import { pauseInjection, resumeInjection } from './injection.ts';
import { manageIgnored } from './manageIgnored.ts';
import { retryOperation } from './retryOperation.ts';
import { showAsyncStacks } from './showAsyncStacks.ts';
import { clearFilter, filter, groupTasks, loadMore, pinRow, sortRows, unpinRow } from './viewChoices.ts';

const showReport: Command = { id: ids.showReport, run: (services) => services.showReport() };
const showLog: Command = { id: ids.showLog, run: ({ log }) => log.show() };
const clearEditor: Command = { id: ids.clearEditor, run: (services) => services.clearEditor() };
const openSettings: Command = {
  id: ids.openSettings,
  run: async () => {
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:async-scope.async-scope');
  },
};

/** Every command; a new one is a new file and a line here. */
const all: readonly Command[] = [
  goToSite,
  goToEnterSite,
  goToExitSite,
  retryOperation,
  cancelScope,
  copyRow,
  showReport,
  exportReport,
  pauseInjection,
  resumeInjection,
  showLog,
  filter,
  clearFilter,
  groupTasks,
  sortRows,
  pinRow,
  unpinRow,
  loadMore,
  openRow,
  clearEditor,
  openSettings,
  ignoreOnce,
  ignoreSite,
  ignoreClass,
  stopIgnoring,
  ignoreViolation,
  manageIgnored,
  showAsyncStacks,
];

export const registerCommands = (services: Services): vscode.Disposable =>
  vscode.Disposable.from(
    ...all.map((command) =>
      vscode.commands.registerCommand(command.id, async (...called: unknown[]) => {
        try {
          await command.run(servicesFor(services, called), called[0]);
        } catch (error) {
          services.log.error(`${command.id}: ${messageOf(error)}`);
          void vscode.window.showErrorMessage(messageOf(error));
        }
      }),
    ),
  );
