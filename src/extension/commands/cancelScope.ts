import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import { type Command, currentRun, rowOf } from './command.ts';

/** Cancels a scope of the program, and with it the scopes in it. */
export const cancelScope: Command = {
  id: commands.cancelScope,
  async run(services, argument) {
    const target = rowOf(services, argument)?.target;
    const scope = target?.scope;
    if (!target || !scope) throw new Error(t('Select a scope of the Async Scope view first.'));
    const cancelIt = t('Cancel Scope');
    const detail = t('Its signal aborts, and so do those of the scopes in it that are not shielded.');
    const chosen = await vscode.window.showWarningMessage(
      t('Cancel scope “{0}”?', scope.name),
      { modal: true, detail },
      cancelIt,
    );
    if (chosen !== cancelIt) return;
    const link = currentRun(services).linkOf(target.program);
    if (!link) throw new Error(t('“{0}” cannot be cancelled: its program has ended.', scope.name));
    const reason = t('cancelled from the debugger');
    const { ok, message } = await link.request({ type: 'cancel-scope', scope: scope.id, reason });
    if (!ok) throw new Error(message);
  },
};
