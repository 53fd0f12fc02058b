import { mkdir, rm, symlink, unlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEngine } from './test-engine.ts';
import type { Engine } from './test-engine.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const refs = ({ inventory }: Engine): readonly string[] => inventory.state().entries.map(({ ref }) => ref);

describe('reading everything', () => {
  test('lists entries of all files with their place, user and local ones of one file apart', async () => {
    const app = home.path('app');
    await mkdir(app);
    await home.write(
      '.denier.json',
      JSON.stringify(
        { servers: { one: { url: 'u' } }, projects: { [app]: { servers: { one: { url: 'l' } } } } },
        null,
        2,
      ),
    );
    await home.write('app/.mcp.json', '{"servers": {"one": {"url": "p"}, "two": {"command": "c"}}}');
    await home.write('.flagger/config.toml', '# mine\n[mcp_servers."a.b"]\nurl = "u"\n');
    const engine = await startEngine(home.env);
    expect(
      engine.inventory.state().entries.map(({ ref, line, shadowedBy }) => [ref, line, shadowedBy]),
    ).toEqual([
      ['denier:user:one', 3, null],
      [`denier:local:${app}:one`, 10, null],
      [`denier:project:${app}:one`, 1, `denier:local:${app}:one`],
      [`denier:project:${app}:two`, 1, null],
      ['flagger:user:a.b', 2, null],
    ]);
    expect(engine.inventory.state().projects).toEqual([{ path: app, source: 'client' }]);
  });

  test('shows files that people expect, and others only when they exist', async () => {
    const app = home.path('app');
    await mkdir(app);
    await home.write('.denier.json', JSON.stringify({ projects: { [app]: {}, [home.path('gone')]: {} } }));
    const { inventory } = await startEngine(home.env);
    expect(inventory.state().files.map(({ path, state }) => [path.slice(home.home.length), state])).toEqual([
      ['/.denier.json', 'ok'],
      ['/parker.json', 'missing'],
      ['/.flagger/config.toml', 'missing'],
    ]);
    expect(inventory.watchPaths()).toContain(home.path('app', '.mcp.json'));
    expect(inventory.watchPaths()).not.toContain(home.path('gone', '.mcp.json'));
  });

  test('finds projects that were added and those given for this run', async () => {
    await home.write('added/.mcp.json', '{"servers": {"a": {"url": "u"}}}');
    await home.write('given/.mcp.json', '{"servers": {"g": {"url": "u"}}}');
    const engine = await startEngine(home.env, { extraProjects: [home.path('given')] });
    expect(refs(engine)).toEqual([`denier:project:${home.path('given')}:g`]);
    expect(await engine.projects.add(home.path('added'))).toEqual({ ok: true, value: null });
    expect(await engine.inventory.load()).toBe(true);
    expect(refs(engine)).toHaveLength(2);
    expect(await engine.projects.add('relative')).toMatchObject({
      ok: false,
      error: { code: 'InvalidRequest' },
    });
    expect(await engine.projects.add(home.path('none'))).toMatchObject({
      ok: false,
      error: { code: 'InvalidRequest' },
    });
    const next = await startEngine(home.env);
    expect(next.inventory.state().projects).toEqual([{ path: home.path('added'), source: 'added' }]);
    expect(await next.projects.remove(home.path('added'))).toEqual({ ok: true, value: null });
    expect(await next.projects.remove(home.path('added'))).toMatchObject({
      error: { code: 'EntryNotFound' },
    });
    await next.inventory.load();
    expect(refs(next)).toEqual([]);
  });

  test('does not list the person’s own files a second time when the home is a project', async () => {
    await home.write('.denier.json', JSON.stringify({ projects: { [home.home]: {} } }));
    await home.write('.flagger/config.toml', '[mcp_servers.a]\nurl = "u"\n');
    expect(refs(await startEngine(home.env))).toEqual(['flagger:user:a']);
  });

  test('odd names, wrong types and an empty file spoil nothing', async () => {
    await home.write('parker.json', '');
    await home.write(
      '.denier.json',
      '{"servers": {"__proto__": {"url": "u"}, "a:b %": {"url": "u"}, "": {"url": "u"}, "n": 7, "ü 🙂\\"": {}}}',
    );
    const engine = await startEngine(home.env);
    expect(refs(engine)).toEqual([
      'denier:user:__proto__',
      'denier:user:a:b %',
      'denier:user:',
      'denier:user:n',
      'denier:user:ü 🙂"',
    ]);
    expect(engine.inventory.state().entries.map(({ problem }) => problem)).toContain('not an object');
  });
});

describe('what is wrong with a file', () => {
  test('a mistake shows its place, and the rest of the list stays', async () => {
    await home.write('parker.json', '{\n  "servers": {\n    "a": 1,,\n  }\n}');
    await home.write('.flagger/config.toml', '[mcp_servers.a]\nurl = "u"\n');
    const engine = await startEngine(home.env);
    const file = engine.inventory.state().files.find(({ client }) => client === 'parker');
    expect(file).toMatchObject({ state: 'invalid', problem: { line: 3 } });
    expect(file?.problem?.message).not.toBe('');
    expect(refs(engine)).toEqual(['flagger:user:a']);
  });

  test('a file that breaks while we run keeps its last good entries; one that goes away does not', async () => {
    const path = await home.write('parker.json', '{"servers": {"a": {"url": "u"}}}');
    const engine = await startEngine(home.env);
    await home.write('parker.json', '{"servers": {"a"');
    expect(await engine.inventory.reload([path])).toBe(true);
    expect(refs(engine)).toEqual(['parker:user:a']);
    expect(engine.inventory.state().files[1]).toMatchObject({ path, state: 'invalid' });
    await unlink(path);
    await engine.inventory.reload([path]);
    expect(refs(engine)).toEqual([]);
    expect(engine.inventory.state().files[1]).toMatchObject({ path, state: 'missing', problem: null });
  });

  test('a folder in place of a file, and one that may not be read, are said so', async () => {
    await mkdir(home.path('parker.json'));
    await home.write('.flagger/config.toml', '[mcp_servers.a]\n');
    await rm(home.path('.flagger'), { recursive: true });
    await symlink(home.path('.flagger'), home.path('.flagger'));
    const { inventory } = await startEngine(home.env);
    expect(inventory.state().files.map(({ client, state }) => [client, state])).toEqual([
      ['denier', 'missing'],
      ['parker', 'unreadable'],
      ['flagger', 'unreadable'],
    ]);
  });
});

describe('reading again', () => {
  test('tells whether anything shown changed', async () => {
    const path = await home.write('parker.json', '{"servers": {"a": {"url": "u"}}}');
    const engine = await startEngine(home.env);
    expect(await engine.inventory.load()).toBe(false);
    await home.write('parker.json', '{"servers": {"a": {"url": "u"}}, "other": 1}');
    expect(await engine.inventory.reload([path])).toBe(false);
    await home.write('parker.json', '{"servers": {"b": {"url": "u"}}}');
    expect(await engine.inventory.reload([path])).toBe(true);
    expect(refs(engine)).toEqual(['parker:user:b']);
  });

  test('sees an edit of the same size in the same moment', async () => {
    const path = await home.write('parker.json', '{"servers": {"a": {"url": "u"}}}');
    const engine = await startEngine(home.env);
    for (const name of ['b', 'c', 'd']) {
      await home.write('parker.json', `{"servers": {"${name}": {"url": "u"}}}`);
      expect(await engine.inventory.reload([path])).toBe(true);
      expect(refs(engine)).toEqual([`parker:user:${name}`]);
    }
  });

  test('finds the files of a project that a client has just come to remember', async () => {
    await home.write('app/.mcp.json', '{"servers": {"p": {"url": "u"}}}');
    const engine = await startEngine(home.env);
    const path = await home.write('.denier.json', JSON.stringify({ projects: { [home.path('app')]: {} } }));
    await engine.inventory.reload([path]);
    expect(refs(engine)).toEqual([`denier:project:${home.path('app')}:p`]);
  });

  test('gives the exact text of an entry', async () => {
    await home.write('.flagger/config.toml', '[mcp_servers.a]\nurl = "u" # why\n\n[other]\n');
    const { inventory } = await startEngine(home.env);
    const [entry] = inventory.state().entries;
    expect(entry && inventory.sourceOf(entry)).toContain('url = "u" # why');
  });
});
