import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const STARTS = ['electron/cli/main.ts', 'electron/cli/commands/list.ts', 'electron/core/create-core.ts'];

/** What a start of the program would wait for without need: each comes with `import()` where it is used. */
const PACKAGES = [
  'zod',
  'yaml',
  'toml-eslint-parser',
  'diff',
  'ws',
  'chokidar',
  'dbus-native',
  '@napi-rs/keyring',
];
const SYSTEM = ['child_process', 'crypto', 'http', 'net', 'tls', 'worker_threads'];
const OURS = [
  'electron/core/auth/engine.ts',
  'electron/core/config/changes.ts',
  'electron/core/connections/probe.ts',
  'electron/core/formats/registry.ts',
  'electron/core/secrets/os-keychain.ts',
];
const LATER = [...PACKAGES, ...SYSTEM.map((name) => `node:${name}`), ...OURS];

/** Everything that is loaded with these files, and by way of what. */
function loadedWith(entries: readonly string[]): ReadonlyMap<string, string> {
  const loaded = new Map<string, string>();
  const waiting = entries.map((name) => ({ name, by: name }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { name, by } = next;
    if (loaded.has(name)) continue;
    loaded.set(name, by);
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(join(ROOT, name), 'utf8');
    for (const [, wanted = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^;']* from )?'([^']+)'/gm)) {
      const isOurs = wanted.startsWith('.');
      const found = isOurs ? relative(ROOT, join(ROOT, dirname(name), wanted)) : wanted;
      waiting.push({ name: found.replaceAll('\\', '/'), by: `${found} ← ${by}` });
    }
  }
  return loaded;
}

test('a command that reads loads nothing that only changes, sign-ins and checks need', () => {
  const loaded = loadedWith(STARTS);
  expect(loaded.has('electron/core/config/inventory.ts')).toBe(true);
  expect(LATER.flatMap((name) => loaded.get(name) ?? [])).toEqual([]);
});
