/**
 * `node scripts/complete-lockfile.ts` after every change of dependencies. npm leaves out of package-lock.json
 * what it could not find (native builds for other systems, on a registry that holds only this one's), and then
 * `npm ci` refuses the file everywhere. This adds them by name and version; npm skips other systems' builds
 * by `os` and `cpu`, and fetches the right one where it is needed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

const OS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const CPU = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** Optional dependencies named in the file without an entry of their own, as `[name, entry]`. */
export function missingBuilds(lockfile: Lockfile): readonly (readonly [string, LockedPackage])[] {
  return Object.values(lockfile.packages).flatMap(({ optionalDependencies = {}, dev }) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => /^\d/.test(version) && !hasEntry(lockfile, name))
      .map(([name, version]) => [name, build(name, version, dev)] as const),
  );
}

function hasEntry(lockfile: Lockfile, name: string): boolean {
  const suffix = `node_modules/${name}`;
  return Object.keys(lockfile.packages).some((path) => path === suffix || path.endsWith(`/${suffix}`));
}

/** What a build runs on stands in its name: `@scope/tool-linux-arm64-musl`. */
function build(name: string, version: string, dev: boolean | undefined): LockedPackage {
  const words = name.split(/[/-]/);
  const os = OS.filter((one) => words.includes(one));
  const cpu = CPU.filter((one) => words.some((word) => word === one));
  const libc = words.includes('musl')
    ? ['musl']
    : os.includes('linux') && words.includes('gnu')
      ? ['glibc']
      : [];
  if (os.length === 0 && cpu.length === 0) throw new Error(`${name}: no system in its name.`);
  return {
    version,
    ...(dev === true ? { dev } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(libc.length > 0 ? { libc } : {}),
  };
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', 'package-lock.json');
  const lockfile = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
  const missing = missingBuilds(lockfile);
  for (const [name, entry] of missing) lockfile.packages[`node_modules/${name}`] = entry;
  const sorted = Object.entries(lockfile.packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(path, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`${missing.length} builds added.`);
}
