import { topSite } from '../../model/selectors.ts';
import { commands } from '../contributions.ts';
import type { RowTarget } from '../views/row.ts';
import { type Command, currentRun, rowOf } from './command.ts';

/** Opens one of the places a row knows. */
const goTo = (id: string, what: string, stackOf: (target: RowTarget) => readonly number[] | undefined): Command => ({
  id,
  async run(services, argument) {
    const target = rowOf(services, argument)?.target;
    if (!target) throw new Error('Select a row of the Async Scope view first.');
    const program = currentRun(services).model.programs.get(target.program);
    const site = program && topSite(program, stackOf(target) ?? []);
    if (!site) throw new Error(`${what} is not known: turn on asyncScope.captureSites before the program starts.`);
    await services.locator.open(site);
  },
});

export const goToSite = goTo(commands.goToSite, 'The place', ({ site }) => site);
export const goToEnterSite = goTo(commands.goToEnterSite, 'Where it was entered', ({ enter }) => enter);
export const goToExitSite = goTo(commands.goToExitSite, 'Where it was left', ({ exit }) => exit);
