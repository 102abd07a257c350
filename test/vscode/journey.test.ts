import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { journeySteps, outcomeLine, takeStep } from './journey.ts';
import { type Journey, packagedExtension, setOut } from './journeySetup.ts';

describe('In a real VS Code', () => {
  let journey: Journey;
  let failed: string | undefined;

  beforeAll(async () => {
    journey = await setOut(await packagedExtension());
  });
  afterAll(async () => {
    await journey?.dispose();
  });

  for (const step of journeySteps) {
    test(step.name, async (context) => {
      if (failed !== undefined) context.skip(`an earlier step failed: ${failed}`);
      const outcome = await takeStep(journey, step);
      if (!outcome.ok) failed = step.name;
      expect(outcome.ok, outcomeLine(outcome)).toBe(true);
    });
  }
});
