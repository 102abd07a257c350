import { t } from '../../common/l10n.ts';
import { topSite } from '../../model/selectors.ts';
import { commands } from '../contributions.ts';
import type { RowTarget } from '../views/row.ts';
import { type Command, currentRun, rowOf } from './command.ts';

/** Opens one of the places a row knows. */
const goTo = (
  id: string,
  what: () => string,
  stackOf: (target: RowTarget) => readonly number[] | undefined,
  preserveFocus = false,
): Command => ({
  id,
  async run(services, argument) {
    const target = rowOf(services, argument)?.target;
    if (!target) throw new Error(t('Select a row of the Async Scope view first.'));
    const program = currentRun(services).model.programs.get(target.program);
    const site = program && topSite(program, stackOf(target) ?? []);
    if (!site)
      throw new Error(t('{0} is not known: turn on asyncScope.captureSites before the program starts.', what()));
    await services.locator.open(site, preserveFocus);
  },
});

export const goToSite = goTo(
  commands.goToSite,
  () => t('The place'),
  ({ site }) => site,
);
export const goToEnterSite = goTo(
  commands.goToEnterSite,
  () => t('Where it was entered'),
  ({ enter }) => enter,
);
export const goToExitSite = goTo(
  commands.goToExitSite,
  () => t('Where it was left'),
  ({ exit }) => exit,
);

const showSite = goTo(
  commands.openRow,
  () => t('The place'),
  ({ site }) => site,
  true,
);

/** What a click or Enter on a row does: shows its place, with the focus kept, or draws more rows. */
export const openRow: Command = {
  id: commands.openRow,
  async run(services, argument) {
    const parent = rowOf(services, argument)?.moreOf;
    if (parent === undefined) await showSite.run(services, argument);
    else services.choices.loadMore(parent);
  },
};
