import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADAPTERS } from '../clients/registry.ts';
import type { PathEnv } from '../clients/types.ts';
import { locationsOf, namesInProjects, possibleLocations } from './client-files.ts';

const listing = (folder: string): readonly string[] => (folder.includes('app') ? ['x.yaml', 'x.json'] : []);
const env: PathEnv = { platform: 'linux', home: join(sep, 'home', 'me'), vars: {}, listing };
const app = join(sep, 'work', 'App');
const project = join(sep, 'work', 'other-app');

describe.each(ADAPTERS)('the project files of $name', (adapter) => {
  it('lie under names that are known without the project', () => {
    const names = namesInProjects(adapter, env);
    const own = adapter.locations(env, [app, project]).filter((one) => one.project === app);
    const found = own.map(({ path }) =>
      path
        .slice(app.length + 1)
        .split(sep)[0]
        ?.toLowerCase(),
    );
    expect(names === null || found.every((name) => name !== undefined && names.has(name))).toBe(true);
  });

  it('are the only locations that depend on projects', () => {
    const personal = new Set(adapter.locations(env, []).map(({ path }) => path));
    const others = adapter.locations(env, [app]).filter((one) => one.project !== app);
    expect(others.filter(({ path }) => !personal.has(path))).toEqual([]);
  });

  it('are all looked at where the folder has them or cannot be listed, and none elsewhere', () => {
    const all = locationsOf(adapter, env, [app]);
    const names = namesInProjects(adapter, env) ?? new Set();
    expect(possibleLocations(adapter, env, new Map([[app, names]]))).toEqual(all);
    expect(possibleLocations(adapter, env, new Map([[app, null]]))).toEqual(all);
    const none = possibleLocations(adapter, env, new Map([[app, new Set(['src'])]]));
    expect(none.filter((one) => one.project !== null && namesInProjects(adapter, env) !== null)).toEqual([]);
  });
});
