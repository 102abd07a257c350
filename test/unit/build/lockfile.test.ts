import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the lockfile', () => {
  const text = readFileSync('package-lock.json', 'utf8');

  it('names no registry (run npm run lockfile after npm install)', () => {
    expect(text).not.toContain('"resolved"');
  });

  it('pins a version for every package, also for other platforms', () => {
    const { packages } = JSON.parse(text) as { packages: Record<string, { version?: string }> };
    expect(Object.keys(packages).filter((name) => packages[name]?.version === undefined)).toEqual([]);
  });
});
