import { partyWords } from '../../model/report/words.ts';
import { topSite } from '../../model/selectors.ts';
import type { Finding, Program, Site } from '../../model/state.ts';
import type { StopPlace } from '../../adapter/stopState.ts';
import type { ProblemFacts } from '../../protocol/problemFacts.ts';
import type { SiteLocator } from './siteLocator.ts';

/** A finding as the conditions of the exception filters see it. */
export function problemFactsOf(finding: Finding, program: Program): ProblemFacts {
  const { kind, subject, parties, cancelChain } = finding;
  const isAbout = (wanted: Finding['subject']['kind']): string => (subject.kind === wanted ? subject.name : '');
  const site = placeOf(finding, program);
  return {
    class: kind,
    name: subject.name,
    scope: isAbout('scope'),
    lock: isAbout('lock'),
    session: isAbout('session'),
    task: parties[0]?.taskName ?? '',
    owner: parties.find(({ role }) => role === 'acquired' || role === 'opened' || role === 'entered')?.taskName ?? '',
    reason: cancelChain.at(-1)?.reason ?? '',
    file: site?.url ?? '',
    function: site?.fn ?? '',
    site: siteText(site),
  };
}

/** The place of a finding as `ProblemFacts` has it; empty where it is not known. */
export const siteOf = (finding: Finding, program: Program): string => siteText(placeOf(finding, program));

/** The place of a finding in the code that runs: where the rule was broken, as far as that is known. */
export const placeOf = ({ parties }: Finding, program: Program): Site | undefined =>
  topSite(program, parties.find(({ stack }) => stack.length > 0)?.stack ?? []);

const siteText = (site: Site | undefined): string => (site ? `${site.url}:${site.line}:${site.column}` : '');

/** Who had a part in a finding and where, in the source; parties whose place is not known are left out. */
export async function placesOf(finding: Finding, program: Program, locator: SiteLocator): Promise<StopPlace[]> {
  const known = finding.parties.flatMap((party) => {
    const site = topSite(program, party.stack);
    return site ? [{ label: partyWords(party), site }] : [];
  });
  return Promise.all(
    known.map(async ({ label, site }) => {
      const { path, line, column } = await locator.locate(site);
      return { label, path, line, column };
    }),
  );
}
