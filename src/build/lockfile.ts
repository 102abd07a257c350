import { readFile, writeFile } from 'node:fs/promises';

/**
 * Takes the download addresses out of the lockfile: they name the registry of whoever ran `npm install`. npm finds the
 * packages by version and checks them by their integrity. (npm's own `omit-lockfile-registry-resolved` also loses the
 * versions of packages for other platforms, after which `npm ci` refuses the lockfile: seen with npm 11.19.)
 */
const path = process.argv[2] ?? 'package-lock.json';
const lockfile = JSON.parse(await readFile(path, 'utf8')) as { packages: Record<string, { resolved?: string }> };
for (const entry of Object.values(lockfile.packages)) delete entry.resolved;
await writeFile(path, `${JSON.stringify(lockfile, null, 2)}\n`);
