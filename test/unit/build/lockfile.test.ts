import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the lockfile', () => {
  const text = readFileSync('package-lock.json', 'utf8');

  it('names no registry (run npm run lockfile after npm install)', () => {
    expect(text).not.toContain('"resolved"');
  });

  it('pins a version for every package, also those for other platforms', () => {
    const { packages } = JSON.parse(text) as {
      packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
    };
    const listed = Object.keys(packages);
    expect(listed.filter((name) => packages[name]?.version === undefined)).toEqual([]);
    const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !listed.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });
});
