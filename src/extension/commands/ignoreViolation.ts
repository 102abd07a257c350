import * as vscode from 'vscode';
import { t } from '../../common/l10n.ts';
import { commands } from '../contributions.ts';
import { placeOf } from '../debug/problemFacts.ts';
import { type ShownStop, stopsOf } from '../debug/stops.ts';
import { type Command, type Services, currentRun } from './command.ts';
import { ignoreAtSite } from './ignoreFinding.ts';

interface Choice extends vscode.QuickPickItem {
  ignore(): Promise<void> | void;
}

/** Asks how far to ignore what the debugger is stopped for. The program stays where it is. */
export const ignoreViolation: Command = {
  id: commands.ignoreViolation,
  async run(services) {
    const stop = await stopToIgnore(stopsOf(currentRun(services)));
    const title = t('Ignore “{0}”', stop?.finding.title ?? '');
    if (stop) await (await vscode.window.showQuickPick(choicesFor(services, stop), { title }))?.ignore();
  },
};

/** @throws Error when no program is stopped at a violation */
async function stopToIgnore([first, ...others]: readonly ShownStop[]): Promise<ShownStop | undefined> {
  if (!first) throw new Error(t('No program is stopped at a violation or another finding.'));
  if (others.length === 0) return first;
  const items = [first, ...others].map((stop) => ({
    label: stop.finding.title,
    description: stop.program.title,
    detail: stop.finding.sentence,
    stop,
  }));
  return (await vscode.window.showQuickPick(items, { title: t('Which of the stops?') }))?.stop;
}

function choicesFor(services: Services, { finding, program }: ShownStop): Choice[] {
  const { ignored, locator } = services;
  const site = placeOf(finding, program);
  const atSite: Choice[] = site
    ? [
        {
          label: t('Ignore this place'),
          description: locator.placeOf(site),
          detail: t('“{0}” at this place stops no program of this workspace any more.', finding.title),
          ignore: () => ignoreAtSite(services, finding, program),
        },
      ]
    : [];
  return [
    {
      label: t('Ignore once'),
      detail: t('This one is not counted any more; the next one stops again.'),
      ignore: () => ignored.ignoreOnce([finding]),
    },
    ...atSite,
    {
      label: t('Ignore this class'),
      description: finding.kind,
      detail: t('“{0}” stops no program of this workspace any more, wherever it happens.', finding.title),
      ignore: () => ignored.ignore({ class: finding.kind, place: '' }),
    },
  ];
}
