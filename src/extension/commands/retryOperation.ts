import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { commands, views } from '../contributions.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import { type Command, currentRun, rowOf } from './command.ts';

/** Runs a failed operation of the program again. */
export const retryOperation: Command = {
  id: commands.retryOperation,
  async run(services, argument) {
    const row = rowOf(services, argument);
    const operation = row?.target?.operation;
    if (!row?.target || !operation) throw new Error(t('Select a failed operation of the Async Scope view first.'));
    if (!operation.idempotent && !(await isConfirmed(operation.name))) return;
    const run = currentRun(services);
    const { program } = row.target;
    const link = run.linkOf(program);
    if (!link) throw new Error(t('“{0}” cannot be retried: its program has ended.', operation.name));
    const request = link.request({ type: 'retry', operation: operation.id });
    await resume(run, run.sessionOf(program));
    const location = { viewId: views.operations };
    const { ok, message } = await vscode.window.withProgress({ location }, () => request);
    services.log.info(message);
    if (!ok) throw new Error(t('“{0}” failed again: {1}', operation.name, message));
  },
};

async function isConfirmed(name: string): Promise<boolean> {
  const retryAnyway = t('Retry');
  const detail = t('It is marked as not idempotent: what its last attempt did may be done a second time.');
  return (
    (await vscode.window.showWarningMessage(t('Retry “{0}”?', name), { modal: true, detail }, retryAnyway)) ===
    retryAnyway
  );
}

/** A stopped program cannot run anything, so it goes on first. */
async function resume(run: DebugRun, session: vscode.DebugSession | undefined): Promise<void> {
  if (!session || !run.isStopped(session)) return;
  const { threads } = (await session.customRequest('threads')) as { threads: { id: number }[] };
  for (const { id } of threads) await session.customRequest('continue', { threadId: id });
}
