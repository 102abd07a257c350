import * as vscode from 'vscode';
import type { AgentLink, CommandResult } from '../../adapter/agentLink.ts';
import { messageOf } from '../../common/errors.ts';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import { type Command, type Services, currentRun, rowOf } from './command.ts';

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
    const { ok, message } = await withCancelButton(services, { link, operation, request });
    services.log.info(message);
    if (!ok) throw new Error(t('“{0}” failed again: {1}', operation.name, message));
  },
};

interface Retry {
  link: AgentLink;
  operation: { id: number; name: string };
  /** Answered when the attempt has ended. */
  request: Promise<CommandResult>;
}

/** Shows that the attempt runs, for as long as it does; its button cancels the attempt's scope in the program. */
function withCancelButton({ log }: Services, { link, operation, request }: Retry): Thenable<CommandResult> {
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: t('Retrying “{0}”', operation.name),
    cancellable: true,
  };
  return vscode.window.withProgress(progress, (_, token) => {
    const cancel = { type: 'cancel-retry', operation: operation.id, reason: 'cancelled from the debugger' } as const;
    token.onCancellationRequested(() => {
      link.request(cancel).catch((error: unknown) => log.warn(`The retry was not cancelled: ${messageOf(error)}`));
    });
    return request;
  });
}

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
