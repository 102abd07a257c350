import * as vscode from 'vscode';
import { commands } from '../contributions.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import { type Command, currentRun, rowOf } from './command.ts';

/** Runs a failed operation of the program again. */
export const retryOperation: Command = {
  id: commands.retryOperation,
  async run(services, argument) {
    const row = rowOf(services, argument);
    const operation = row?.target?.operation;
    if (!row?.target || !operation) throw new Error('Select a failed operation of the Async Scope view first.');
    if (!operation.idempotent && !(await isConfirmed(operation.name))) return;
    const run = currentRun(services);
    const { program } = row.target;
    const link = run.linkOf(program);
    if (!link) throw new Error(`"${operation.name}" cannot be retried: its program has ended.`);
    const request = link.request({ type: 'retry', operation: operation.id });
    await resume(run, run.sessionOf(program));
    const location = { viewId: 'asyncScope.tree' };
    const { ok, message } = await vscode.window.withProgress({ location }, () => request);
    services.log.info(message);
    if (!ok) throw new Error(`"${operation.name}" failed again: ${message}`);
  },
};

const retryAnyway = 'Retry';

async function isConfirmed(name: string): Promise<boolean> {
  const detail = 'It is marked as not idempotent: what its last attempt did may be done a second time.';
  return (
    (await vscode.window.showWarningMessage(`Retry "${name}"?`, { modal: true, detail }, retryAnyway)) === retryAnyway
  );
}

/** A stopped program cannot run anything, so it goes on first. */
async function resume(run: DebugRun, session: vscode.DebugSession | undefined): Promise<void> {
  if (!session || !run.isStopped(session)) return;
  const { threads } = (await session.customRequest('threads')) as { threads: { id: number }[] };
  for (const { id } of threads) await session.customRequest('continue', { threadId: id });
}
