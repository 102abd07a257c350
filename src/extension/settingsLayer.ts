import { problemsOf } from '../common/configuration/problems.ts';
import { settings, settingsSection } from './contributions.ts';

/** Where each setting stands in `async-scope.config.json`; the others have no place there. */
const places: Readonly<Partial<Record<keyof typeof settings, readonly [string] | readonly [string, string]>>> = {
  captureSites: ['captureSites'],
  stackDepth: ['stackDepth'],
  detail: ['detail'],
  lockHeld: ['thresholds', 'lockHeld'],
  leakGrace: ['thresholds', 'leakGrace'],
  cancelGrace: ['thresholds', 'cancelGrace'],
  taskRunning: ['thresholds', 'taskRunning'],
  redaction: ['redaction', 'enabled'],
};

/**
 * What is set in VS Code, as a layer of the configuration. Settings that nobody has set leave the file its say.
 * @param valueOf what somebody has set for a name below `asyncScope.`; undefined: nothing
 * @param onProblem gets a sentence for each value that no setting can have, which is left out
 */
export function layerOf(valueOf: (name: string) => unknown, onProblem: (message: string) => void): object {
  const layer: Record<string, unknown> = {};
  for (const [key, place] of Object.entries(places)) {
    const name = settings[key as keyof typeof settings];
    const value = valueOf(name);
    if (value === undefined) continue;
    const [first, second] = place;
    const alone = second === undefined ? { [first]: value } : { [first]: { [second]: value } };
    const problems = problemsOf(alone, () => `${settingsSection}.${name}`);
    for (const problem of problems) onProblem(problem);
    if (problems.length > 0) continue;
    layer[first] = second === undefined ? value : { ...(layer[first] as object | undefined), [second]: value };
  }
  return layer;
}
