import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../../src/common/configuration.ts';
import { layerOf } from '../../../src/extension/settingsLayer.ts';

const problems: string[] = [];
const layer = (values: Readonly<Record<string, unknown>>): object =>
  layerOf(
    (name) => values[name],
    (problem) => problems.push(problem),
  );

const inForce = (values: Readonly<Record<string, unknown>>, file: object) =>
  loadConfiguration({
    folder: '/home/project',
    environment: {},
    options: layer(values),
    readFile: (path) => (path === '/home/project/async-scope.config.json' ? JSON.stringify(file) : undefined),
  });

describe('what is set in VS Code', () => {
  it('counts more than the file of the workspace folder', () => {
    const { thresholds, stackDepth } = inForce(
      { 'thresholds.lockHeld': 1_000 },
      { thresholds: { lockHeld: 2_000, cancelGrace: 300 }, stackDepth: 4 },
    );
    expect(thresholds).toMatchObject({ lockHeld: 1_000, cancelGrace: 300 });
    expect(stackDepth).toBe(4);
  });

  it('leaves the file its say where nothing is set', () => {
    expect(layer({})).toEqual({});
    expect(inForce({}, { redaction: { enabled: false } }).redaction.enabled).toBe(false);
  });

  it('is left out with a sentence where no setting can have it', () => {
    expect(layer({ stackDepth: 'deep', captureSites: false })).toEqual({ captureSites: false });
    expect(problems).toEqual(['asyncScope.stackDepth is "deep", but should be a whole number from 1 to 50.']);
  });
});
