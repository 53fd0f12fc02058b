import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { withLock } from './real-clients.ts';

interface Package {
  readonly name: string;
  /** The version that the facts in the adapter were seen with. */
  readonly version: string;
  /** The program inside the package; one in JavaScript is run with this Node. */
  readonly program: string;
}

const WINDOWS = process.platform === 'win32';
const EXE = WINDOWS ? '.exe' : '';
const SYSTEM = `${process.platform}-${process.arch}`;
/** As makers spell it who do not follow Node. */
const SPELLED = `${WINDOWS ? 'windows' : process.platform}-${process.arch}`;

/** Packages with a program for one system are installed themselves, not through the one that would choose it. */
const CLIENTS = {
  gemini: { name: '@google/gemini-cli', version: '0.61.0', program: 'bundle/gemini.js' },
  qwen: { name: '@qwen-code/qwen-code', version: '0.24.4', program: 'cli-entry.js' },
  copilot: { name: '@github/copilot', version: '1.0.102', program: 'npm-loader.js' },
  auggie: { name: '@augmentcode/auggie', version: '0.36.0', program: 'augment.mjs' },
  kimi: { name: '@moonshot-ai/kimi-code', version: '2.1.0', program: 'dist/main.mjs' },
  opencode: { name: `opencode-${SPELLED}`, version: '1.18.33', program: `bin/opencode${EXE}` },
  amp: { name: `@ampcode/cli-${SYSTEM}`, version: '0.0.1790142911-g7618fb', program: `amp${EXE}` },
  cline: { name: `@cline/cli-${SPELLED}`, version: '3.0.65', program: `bin/cline${EXE}` },
  droid: { name: `@factory/cli-${SYSTEM}`, version: '0.225.2', program: `bin/droid${EXE}` },
  grok: { name: `@xai-official/grok-${SYSTEM}`, version: '1.0.41', program: `bin/grok${EXE}` },
} as const satisfies Record<string, Package>;

/** 64 MB to fetch and five seconds of computing for each command: only where somebody asks for it. */
const HEAVY_CLIENTS = {
  kilo: { name: `@kilocode/cli-${SPELLED}`, version: '7.7.9', program: `bin/kilo${EXE}` },
} as const satisfies Record<string, Package>;

export type NpmClient = keyof typeof CLIENTS;
export type HeavyClient = keyof typeof HEAVY_CLIENTS;

const INSTALL_TIMEOUT_MS = 8 * 60_000;

/**
 * Paths of the clients' programs. Installed from npm into `.cache/npm-clients` (or `npm-clients` in
 * `MCP_TRAY_CLIENTS_DIR`) when they are not there yet; who asks at the same time waits.
 */
export async function npmClients(): Promise<Readonly<Record<NpmClient, string>>> {
  return installed('npm-clients', CLIENTS);
}

export async function heavyClients(): Promise<Readonly<Record<HeavyClient, string>>> {
  return installed('heavy-clients', HEAVY_CLIENTS);
}

async function installed<Name extends string>(
  group: string,
  clients: Readonly<Record<Name, Package>>,
): Promise<Readonly<Record<Name, string>>> {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const parent = process.env['MCP_TRAY_CLIENTS_DIR'] ?? join(repository, '.cache');
  const folder = join(parent, group);
  const packages = Object.values<Package>(clients);
  await mkdir(folder, { recursive: true });
  return withLock(join(folder, '.lock'), async () => {
    if (!(await areInstalled(folder, packages))) await install(folder, packages);
    if (!(await areInstalled(folder, packages))) throw new Error(`npm did not install all into ${folder}`);
    const programs = Object.entries<Package>(clients).map(
      async ([name, one]) => [name, await programOf(join(folder, 'node_modules', one.name), one)] as const,
    );
    return Object.fromEntries(await Promise.all(programs)) as Record<Name, string>;
  });
}

async function install(folder: string, packages: readonly Package[]): Promise<void> {
  const wanted = packages.map(({ name, version }) => `${name}@${version}`);
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', '--prefix', folder, ...flags, ...wanted], {
    cwd: folder,
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
    timeout: INSTALL_TIMEOUT_MS,
    shell: WINDOWS,
  });
}

async function areInstalled(folder: string, packages: readonly Package[]): Promise<boolean> {
  for (const { name, version } of packages) {
    const path = join(folder, 'node_modules', name, 'package.json');
    const text = await readFile(path, 'utf8').catch(() => '{}');
    if ((JSON.parse(text) as { version?: string }).version !== version) return false;
  }
  return true;
}

/** Grok's program comes packed, to stay under npm's size limit; its own installer would unpack it likewise. */
async function programOf(folder: string, { program }: Package): Promise<string> {
  const path = join(folder, program);
  const there = await stat(path).catch(() => null);
  if (there !== null) return path;
  const packed = await readFile(`${path}.br`);
  await writeFile(`${path}.new`, await promisify(brotliDecompress)(packed));
  await chmod(`${path}.new`, 0o755);
  await rename(`${path}.new`, path);
  return path;
}
