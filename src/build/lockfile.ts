import { readFile, writeFile } from 'node:fs/promises';

/**
 * Makes the lockfile the same wherever `npm install` wrote it:
 * - takes out the download addresses, which name the registry of whoever ran it (npm finds packages by version and
 *   checks them by integrity);
 * - adds packages for other platforms that a partial registry does not hold. npm leaves them out without a word, and
 *   `npm ci` then refuses the lockfile (seen with npm 11.19).
 */
interface Entry {
  version?: string;
  resolved?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The platform a native package is for, read from its name, as in `binding-linux-arm64-musl`. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> | undefined {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) return undefined;
  const musl = words.some((word) => word.startsWith('musl'));
  return { os: [os], cpu: [cpu], ...(os === 'linux' ? { libc: [musl ? 'musl' : 'glibc'] } : {}) };
}

function addMissing(packages: Record<string, Entry>): void {
  for (const entry of Object.values(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name);
      if (!platform || Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`))) continue;
      packages[`node_modules/${name}`] = { version, optional: true, dev: true, ...platform };
    }
  }
}

const path = process.argv[2] ?? 'package-lock.json';
const lockfile = JSON.parse(await readFile(path, 'utf8')) as { packages: Record<string, Entry> };
for (const entry of Object.values(lockfile.packages)) delete entry.resolved;
addMissing(lockfile.packages);
lockfile.packages = Object.fromEntries(
  Object.entries(lockfile.packages).sort(([left], [right]) => (left < right ? -1 : 1)),
);
await writeFile(path, `${JSON.stringify(lockfile, null, 2)}\n`);
