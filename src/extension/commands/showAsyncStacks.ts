import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { durationPhrase } from '../../model/findings/phrases.ts';
import { commands, views } from '../contributions.ts';
import { type NotTaken, shortPause } from '../debug/asyncStackTaker.ts';
import type { DebugRun } from '../debug/debugRun.ts';
import { type Command, currentRun, type Services } from './command.ts';

/** Takes the asynchronous stacks of all programs of the run, and shows them. */
export const showAsyncStacks: Command = {
  id: commands.showAsyncStacks,
  async run(services) {
    const run = currentRun(services);
    const programs = [...run.model.programs.values()].filter(({ endedAt }) => endedAt === undefined);
    if (programs.length === 0) {
      throw new Error(t('No program runs, or has reported yet: only one that does can say where it waits.'));
    }
    await vscode.commands.executeCommand(`${views.asyncStacks}.focus`);
    const keys = programs.map(({ key }) => key);
    await vscode.window.withProgress({ location: { viewId: views.asyncStacks } }, () => take(services, run, keys));
  },
};

async function take({ taker }: Services, run: DebugRun, keys: readonly string[]): Promise<void> {
  const tried = await Promise.all(keys.map(async (key) => ({ key, notTaken: await taker.take(run, key, shortPause) })));
  const problems: NotTaken[] = [];
  const large: { key: string; pause: number }[] = [];
  for (const { key, notTaken } of tried) {
    if (notTaken?.pause !== undefined) large.push({ key, pause: notTaken.pause });
    else if (notTaken) problems.push(notTaken);
  }
  if (large.length > 0 && (await isAllowed(Math.max(...large.map(({ pause }) => pause))))) {
    const again = await Promise.all(large.map(({ key }) => taker.take(run, key, undefined)));
    problems.push(...again.filter((notTaken) => notTaken !== undefined));
  }
  // Where only some say nothing, that is among their rows.
  const [first] = problems;
  if (first && problems.length === keys.length) throw new Error(first.problem);
}

async function isAllowed(pause: number): Promise<boolean> {
  const takeThem = t('Take Them');
  const chosen = await vscode.window.showWarningMessage(
    t('Take the async stacks?'),
    {
      modal: true,
      detail: t(
        'The program will stand still for about {0}, because its heap is large: about 10 ms for each MB.',
        durationPhrase(pause),
      ),
    },
    takeThem,
  );
  return chosen === takeThem;
}
