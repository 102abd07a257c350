import { Model } from '../../../src/model/model.ts';
import type { Finding, Thresholds } from '../../../src/model/state.ts';
import type { CollectingHost } from '../../support/collectingHost.ts';

export interface Judged {
  model: Model;
  findings: readonly Finding[];
  /** The file of the innermost place of each party that has one: the main task was started nowhere. */
  places: (finding: Finding) => (string | undefined)[];
  /** The line of the innermost place of each party that has one. */
  lines: (finding: Finding) => number[];
}

/**
 * Lets the model judge what was heard.
 * @param later ms after the last event of a program at which the model looks once more
 * @param thresholds those that are not the usual ones
 */
export function judged(host: CollectingHost, later = 0, thresholds: Partial<Thresholds> = {}): Judged {
  const model = new Model({ thresholds });
  for (const { program, event } of host.events) {
    // The clock of a program that has ended stands still.
    if (event.type === 'bye') model.tick((model.programs.get(program)?.timeOrigin ?? 0) + event.time + later);
    model.apply(program, event);
  }
  const sitesOf = ({ program, parties }: Finding) =>
    parties.flatMap(({ stack: [site] }) => (site === undefined ? [] : [model.programs.get(program)?.sites.get(site)]));
  return {
    model,
    findings: model.findings,
    places: (finding) => sitesOf(finding).map((site) => site?.url.split('/').at(-1)),
    lines: (finding) => sitesOf(finding).flatMap((site) => site?.line ?? []),
  };
}
