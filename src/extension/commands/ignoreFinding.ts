import { t } from '../../common/l10n.ts';
import type { Finding, Program } from '../../model/state.ts';
import { commands } from '../contributions.ts';
import { placeOf, siteOf } from '../debug/problemFacts.ts';
import { type Command, type Services, currentRun, rowOf } from './command.ts';

interface Chosen {
  /** All of one kind at one place; the first stands for them. */
  findings: readonly [Finding, ...Finding[]];
  program: Program;
}

/** @throws Error when the command was called on no finding */
function chosenFindings(services: Services, argument: unknown): Chosen {
  const target = rowOf(services, argument)?.target;
  const [first, ...others] = target?.findings ?? [];
  const program = first && currentRun(services).model.programs.get(first.program);
  if (!program) throw new Error(t('Select a finding of the Async Scope view first.'));
  return { findings: [first, ...others], program };
}

/** @throws Error when the place of the finding is not known */
export async function ignoreAtSite({ ignored, locator }: Services, finding: Finding, program: Program): Promise<void> {
  const site = placeOf(finding, program);
  if (!site)
    throw new Error(t('{0} is not known: turn on asyncScope.captureSites before the program starts.', t('The place')));
  await locator.locate(site);
  ignored.ignore({ class: finding.kind, site: siteOf(finding, program), place: locator.placeOf(site) });
}

export const ignoreOnce: Command = {
  id: commands.ignoreOnce,
  run: (services, argument) => services.ignored.ignoreOnce(chosenFindings(services, argument).findings),
};

export const ignoreSite: Command = {
  id: commands.ignoreSite,
  run(services, argument) {
    const { findings, program } = chosenFindings(services, argument);
    return ignoreAtSite(services, findings[0], program);
  },
};

export const ignoreClass: Command = {
  id: commands.ignoreClass,
  run(services, argument) {
    const { findings } = chosenFindings(services, argument);
    services.ignored.ignore({ class: findings[0].kind, place: '' });
  },
};

export const stopIgnoring: Command = {
  id: commands.stopIgnoring,
  run(services, argument) {
    const { findings, program } = chosenFindings(services, argument);
    services.ignored.stopIgnoring(findings, program);
  },
};
