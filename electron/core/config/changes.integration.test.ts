import { chmod, mkdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AddTarget, ChangeAction, ChangeReceipt, NewServer } from '../../../shared/actions.ts';
import type { Result } from '../../../shared/errors.ts';
import { startEngine } from './test-engine.ts';
import type { Engine } from './test-engine.ts';
import { createTestHome, runChild } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const PARKER =
  `{
  // not allowed here, so this line is not in the file
`.slice(0, 2) +
  `  "theme": "dark",
  "servers": {
    "one": { "command": "run-one", "args": ["--api-key", "s3cret-value"] },
    "two":   {"command":"run-two"},
    "three": { "command": "run-three" }
  },
  "last": 1.0
}`;

const FLAGGER = `# my settings
model = "x"

[mcp_servers.one] # first
url = "https://one.test/mcp"

# about two
[mcp_servers.two]
command = "run"
env = { API_KEY = "s3cret-value" }
`;

function server(name: string, more: Partial<NewServer> = {}): NewServer {
  const none = { command: null, args: [], env: {}, headers: {}, bearerTokenEnvVar: null };
  return {
    name,
    transport: 'http',
    url: `https://${name.replace(/[^a-z]/g, '')}.test/mcp`,
    ...none,
    ...more,
  };
}

const target = (client: string, more: Partial<AddTarget> = {}): AddTarget => ({
  client,
  scope: 'user',
  project: null,
  bridge: false,
  ...more,
});

async function done(engine: Engine, action: ChangeAction): Promise<ChangeReceipt> {
  const result = await engine.changes.apply(action, null);
  await engine.inventory.load();
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code;
}

const enabledOf = ({ inventory }: Engine): Record<string, boolean> =>
  Object.fromEntries(inventory.state().entries.map(({ ref, enabled }) => [ref, enabled]));

describe('a client without a switch', () => {
  test('parks an entry and gives every byte back, also in another process later', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    const receipt = await done(engine, { kind: 'disable', ref: 'parker:user:two' });
    expect(receipt).toMatchObject({ title: 'Disabled two in Parker', files: [home.path('parker.json')] });
    expect(receipt.notes).toContain('Restart Parker.');
    expect(await home.read('parker.json')).not.toContain('run-two');
    expect(enabledOf(engine)).toEqual({
      'parker:user:one': true,
      'parker:user:three': true,
      'parker:user:two': false,
    });
    const later = await startEngine(home.env);
    expect(later.inventory.state().entries.at(-1)).toMatchObject({
      ref: 'parker:user:two',
      enablement: 'parked',
      parked: true,
      command: 'run-two',
      line: null,
    });
    await done(later, { kind: 'enable', ref: 'parker:user:two' });
    expect(await home.read('parker.json')).toBe(PARKER);
    expect(later.parking.list()).toEqual([]);
    expect((await stat(join(home.stateDir, 'parked.json'))).mode & 0o777).toBe(0o600);
  });

  test('puts a parked entry back at its place, with its own bytes, when the file has moved on', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'parker:user:two' });
    const edited = (await home.read('parker.json')).replace('"dark"', '"light"');
    await home.write('parker.json', edited);
    await done(engine, { kind: 'enable', ref: 'parker:user:two' });
    expect(await home.read('parker.json')).toBe(PARKER.replace('"dark"', '"light"'));
  });

  test('does not put an entry back over another of its name', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'parker:user:two' });
    const taken = PARKER.replace('run-two', 'another');
    await home.write('parker.json', taken);
    await engine.inventory.load();
    expect(enabledOf(engine)).toMatchObject({ 'parker:user:two': true, 'parker:user:two~2': false });
    expect(codeOf(await engine.changes.apply({ kind: 'enable', ref: 'parker:user:two~2' }, null))).toBe(
      'EntryExists',
    );
    expect(await home.read('parker.json')).toBe(taken);
  });

  test('a parked entry can be removed and the removal undone; the file is not touched', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'parker:user:two' });
    const without = await home.read('parker.json');
    await done(engine, { kind: 'remove', ref: 'parker:user:two' });
    expect(enabledOf(engine)).not.toHaveProperty('parker:user:two');
    await done(engine, { kind: 'undo', id: null });
    expect(enabledOf(engine)).toMatchObject({ 'parker:user:two': false });
    expect(await home.read('parker.json')).toBe(without);
    await done(engine, { kind: 'enable', ref: 'parker:user:two' });
    expect(await home.read('parker.json')).toBe(PARKER);
  });

  test('parks again when an enable is undone, and back when that is undone', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'parker:user:one' });
    const without = await home.read('parker.json');
    await done(engine, { kind: 'enable', ref: 'parker:user:one' });
    const undo = await done(engine, { kind: 'undo', id: null });
    expect(await home.read('parker.json')).toBe(without);
    expect(enabledOf(engine)).toMatchObject({ 'parker:user:one': false });
    await done(engine, { kind: 'undo', id: undo.id });
    expect(await home.read('parker.json')).toBe(PARKER);
    expect(enabledOf(engine)).toMatchObject({ 'parker:user:one': true });
  });

  test('a process killed after parking and before writing leaves one entry, not two', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'parker:user:two' });
    await home.write('parker.json', PARKER);
    await engine.inventory.load();
    expect(Object.keys(enabledOf(engine))).toEqual([
      'parker:user:one',
      'parker:user:two',
      'parker:user:three',
    ]);
  });

  test('a file that went away meanwhile is begun anew when its parked entry is enabled', async () => {
    await home.write('parker.json', PARKER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'parker:user:two' });
    await unlink(home.path('parker.json'));
    await done(engine, { kind: 'enable', ref: 'parker:user:two' });
    expect(JSON.parse(await home.read('parker.json'))).toEqual({ servers: { two: { command: 'run-two' } } });
  });
});

describe('a client with a switch', () => {
  for (const [name, text] of [
    ['LF', FLAGGER],
    ['CRLF', FLAGGER.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\u{FEFF}${FLAGGER}`],
    ['no final newline', FLAGGER.trimEnd()],
  ] as const) {
    test(`disable and enable, remove and undo leave a file with ${name} byte-identical`, async () => {
      await home.write('.flagger/config.toml', text);
      const engine = await startEngine(home.env);
      for (const entry of ['one', 'two']) {
        await done(engine, { kind: 'disable', ref: `flagger:user:${entry}` });
        expect(enabledOf(engine)[`flagger:user:${entry}`]).toBe(false);
        await done(engine, { kind: 'enable', ref: `flagger:user:${entry}` });
        expect(await home.read('.flagger/config.toml')).toBe(text);
        await done(engine, { kind: 'remove', ref: `flagger:user:${entry}` });
        expect(enabledOf(engine)).not.toHaveProperty(`flagger:user:${entry}`);
        await done(engine, { kind: 'undo', id: null });
        expect(await home.read('.flagger/config.toml')).toBe(text);
      }
    });
  }

  test('deletes a file that disabling had to create, while it still has exactly our bytes', async () => {
    await home.write('.denier.json', '{"servers": {"a": {"url": "u"}, "b": {"url": "v"}}}');
    const engine = await startEngine(home.env);
    const first = await done(engine, { kind: 'disable', ref: 'denier:user:a' });
    expect(first.files).toEqual([home.path('.denier', 'settings.json')]);
    await done(engine, { kind: 'enable', ref: 'denier:user:a' });
    expect(await home.names('.denier')).toEqual([]);
    await done(engine, { kind: 'disable', ref: 'denier:user:a' });
    await done(engine, { kind: 'disable', ref: 'denier:user:b' });
    await done(engine, { kind: 'enable', ref: 'denier:user:a' });
    expect(JSON.parse(await home.read('.denier/settings.json'))).toEqual({ denied: ['b'] });
    expect(enabledOf(engine)).toEqual({ 'denier:user:a': true, 'denier:user:b': false });
  });

  test('what is so already is no failure: nothing is written and nothing recorded', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    const receipt = await done(engine, { kind: 'enable', ref: 'flagger:user:one' });
    expect(receipt).toMatchObject({ id: '', files: [], notes: ['one is already enabled in Flagger.'] });
    expect(engine.changes.history()).toEqual([]);
  });
});

describe('adding', () => {
  const both = [target('denier'), target('flagger')];

  test('adds several servers to several clients with one preview, and one undo takes all back', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    const action: ChangeAction = { kind: 'add', servers: [server('x'), server('y')], targets: both };
    const preview = await engine.changes.preview(action);
    if (!preview.ok) throw new Error(preview.error.message);
    expect(preview.value).toMatchObject({ title: 'Add x and y to Denier and Flagger', refused: [] });
    expect(preview.value.files.map(({ path, creates }) => [path, creates])).toEqual([
      [home.path('.denier.json'), true],
      [home.path('.flagger', 'config.toml'), false],
    ]);
    expect(await home.names()).toEqual(['.flagger']);
    const applied = await engine.changes.apply(action, preview.value.base);
    expect(applied).toMatchObject({
      ok: true,
      value: { refs: ['denier:user:x', 'denier:user:y', 'flagger:user:x', 'flagger:user:y'] },
    });
    await engine.inventory.load();
    expect(Object.keys(enabledOf(engine))).toHaveLength(6);
    expect((await stat(home.path('.denier.json'))).mode & 0o777).toBe(0o600);
    await done(engine, { kind: 'undo', id: null });
    expect(await home.names()).toEqual(['.flagger']);
    expect(await home.read('.flagger/config.toml')).toBe(FLAGGER);
  });

  test('says that an identical server is already there, and refuses another one of its name', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    const same = server('one', { url: 'https://one.test/mcp' });
    const receipt = await done(engine, { kind: 'add', servers: [same], targets: [target('flagger')] });
    expect(receipt).toMatchObject({ files: [], notes: ['one is already there in Flagger.'] });
    const other = await engine.changes.apply(
      {
        kind: 'add',
        servers: [server('one', { url: 'https://other.test' })],
        targets: [target('flagger')],
      },
      null,
    );
    expect(codeOf(other)).toBe('EntryExists');
    expect(await home.read('.flagger/config.toml')).toBe(FLAGGER);
  });

  test('refuses what cannot be, one by one, and does the rest', async () => {
    await home.write('parker.json', '{', 0o600);
    await home.write('.denier.json', '{}');
    await chmod(home.path('.denier.json'), 0o400);
    const engine = await startEngine(home.env);
    const targets = [
      target('denier'),
      target('parker'),
      target('parker', { scope: 'managed' }),
      target('flagger', { scope: 'project' }),
      target('flagger', { scope: 'project', project: home.path('none') }),
      target('nobody'),
      target('flagger'),
    ];
    const action: ChangeAction = { kind: 'add', servers: [server('x')], targets };
    const preview = await engine.changes.preview(action);
    if (!preview.ok) throw new Error(preview.error.message);
    expect(preview.value.refused.map(({ error }) => error.code)).toEqual([
      'ConfigReadOnly',
      'ConfigInvalid',
      'Unsupported',
      'InvalidRequest',
      'InvalidRequest',
      'InvalidRequest',
    ]);
    expect(preview.value.title).toBe('Add x to Flagger');
    const receipt = await done(engine, action);
    expect(receipt.refs).toEqual(['flagger:user:x']);
    expect(receipt.notes).toHaveLength(6);
    const alone = await engine.changes.apply({ ...action, targets: [target('parker')] }, null);
    expect(codeOf(alone)).toBe('ConfigInvalid');
    expect(await home.read('parker.json')).toBe('{');
  });

  test('a project’s file can be read by its people; a folder not known yet becomes usable at once', async () => {
    await mkdir(home.path('app'));
    const engine = await startEngine(home.env);
    const place = { scope: 'project', project: home.path('app') } as const;
    const receipt = await done(engine, {
      kind: 'add',
      servers: [server('x')],
      targets: [target('denier', place)],
    });
    expect(receipt.refs).toEqual([`denier:project:${home.path('app')}:x`]);
    expect((await stat(home.path('app', '.mcp.json'))).mode & 0o777).toBe(0o644);
  });

  test('says before it writes that a secret would go to others with the project', async () => {
    const engine = await startEngine(home.env);
    await home.write('app/readme', '');
    const secret = server('x', {
      url: null,
      transport: 'stdio',
      command: 'x',
      env: { API_TOKEN: 'abcd1234' },
    });
    const place = { scope: 'project', project: home.path('app') } as const;
    const preview = await engine.changes.preview({
      kind: 'add',
      servers: [secret],
      targets: [target('flagger', place)],
    });
    if (!preview.ok) throw new Error(preview.error.message);
    expect(preview.value.notes.join(' ')).toMatch(/API_TOKEN .* shared with a team/);
    expect(JSON.stringify(preview.value)).not.toContain('abcd1234');
    const mine = await engine.changes.preview({
      kind: 'add',
      servers: [secret],
      targets: [target('flagger')],
    });
    expect(mine).toMatchObject({ ok: true, value: { notes: [] } });
  });

  test('names with dots, quotes, unicode and __proto__ are added, switched, removed and undone', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    await home.write('.denier.json', '{"servers": {}}');
    const engine = await startEngine(home.env);
    for (const name of ['a.b', 'with space', 'say "hi"', 'ü🙂', '__proto__', 'constructor', "it's", 'x:y']) {
      const receipt = await done(engine, { kind: 'add', servers: [server(name)], targets: both });
      expect(receipt.refs).toEqual([`denier:user:${name}`, `flagger:user:${name}`]);
      for (const ref of receipt.refs) {
        await done(engine, { kind: 'disable', ref });
        await done(engine, { kind: 'enable', ref });
        await done(engine, { kind: 'remove', ref });
        await done(engine, { kind: 'undo', id: null });
        await done(engine, { kind: 'remove', ref });
      }
    }
    expect(await home.read('.flagger/config.toml')).toBe(FLAGGER);
    expect(JSON.parse(await home.read('.denier.json'))).toEqual({ servers: {} });
  });
});

describe('previews', () => {
  test('show the exact lines with secrets masked, also arguments on lines of their own', async () => {
    const text = JSON.stringify(JSON.parse(PARKER), null, 2);
    await home.write('parker.json', text);
    const engine = await startEngine(home.env);
    const preview = await engine.changes.preview({ kind: 'remove', ref: 'parker:user:one' });
    if (!preview.ok) throw new Error(preview.error.message);
    const [file] = preview.value.files;
    expect(file?.diff).toContain('-      "command": "run-one",');
    expect(file?.diff).toContain('--api-key');
    expect(file?.diff).not.toContain('s3cret-value');
    expect(
      file?.diff.startsWith(`--- ${home.path('parker.json')}\n+++ ${home.path('parker.json')}\n@@ -1,`),
    ).toBe(true);
    expect(await home.read('parker.json')).toBe(text);
    expect(await home.names()).toEqual(['parker.json']);
  });

  test('mask the secrets of an entry that an undo would bring back', async () => {
    await home.write('parker.json', JSON.stringify(JSON.parse(PARKER), null, 2));
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'remove', ref: 'parker:user:one' });
    const preview = await engine.changes.preview({ kind: 'undo', id: null });
    if (!preview.ok) throw new Error(preview.error.message);
    expect(preview.value.title).toBe('Undo: Removed one from Parker');
    expect(preview.value.files[0]?.diff).toContain('+      "command": "run-one",');
    expect(preview.value.files[0]?.diff).not.toContain('s3cret-value');
  });

  test('a change that would come to other lines than those shown is refused', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    const action: ChangeAction = { kind: 'remove', ref: 'flagger:user:one' };
    const preview = await engine.changes.preview(action);
    if (!preview.ok) throw new Error(preview.error.message);
    const changed = FLAGGER.replace('https://one.test/mcp', 'https://evil.test/mcp');
    await home.write('.flagger/config.toml', changed);
    expect(codeOf(await engine.changes.apply(action, preview.value.base))).toBe('ConfigConflict');
    expect(await home.read('.flagger/config.toml')).toBe(changed);
  });

  test('a change that comes to the very same lines is done although the file moved on', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    const action: ChangeAction = { kind: 'remove', ref: 'flagger:user:one' };
    const preview = await engine.changes.preview(action);
    if (!preview.ok) throw new Error(preview.error.message);
    const changed = `# a new first line\n${FLAGGER}`;
    await home.write('.flagger/config.toml', changed);
    const result = await engine.changes.apply(action, preview.value.base);
    expect(codeOf(result)).toBe('ok');
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.flagger/config.toml')).toBe(changed);
  });
});

describe('undo', () => {
  test('takes a change back in a file that has moved on, as long as its own place was left alone', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'remove', ref: 'flagger:user:two' });
    await home.write('.flagger/config.toml', `# later\n${await home.read('.flagger/config.toml')}`);
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.flagger/config.toml')).toBe(`# later\n${FLAGGER}`);
  });

  test('refuses when the place was changed again since', async () => {
    await home.write('.denier.json', '{"servers": {"a": {"url": "u"}}}');
    const engine = await startEngine(home.env);
    const receipt = await done(engine, { kind: 'remove', ref: 'denier:user:a' });
    await home.write('.denier.json', '{"servers": {"a": {"url": "theirs"}}}');
    const result = await engine.changes.apply({ kind: 'undo', id: receipt.id }, null);
    expect(codeOf(result)).toBe('UndoStale');
    expect(await home.read('.denier.json')).toBe('{"servers": {"a": {"url": "theirs"}}}');
    await unlink(home.path('.denier.json'));
    expect(codeOf(await engine.changes.apply({ kind: 'undo', id: receipt.id }, null))).toBe('UndoStale');
    expect(await home.names()).toEqual([]);
  });

  test('takes back only what we added when others added beside it', async () => {
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'add', servers: [server('ours')], targets: [target('denier')] });
    const theirs = JSON.parse(await home.read('.denier.json'));
    theirs.servers.theirs = { url: 'u' };
    await home.write('.denier.json', JSON.stringify(theirs, null, 2));
    await done(engine, { kind: 'undo', id: null });
    expect(JSON.parse(await home.read('.denier.json'))).toEqual({ servers: { theirs: { url: 'u' } } });
  });

  test('goes further back each time, and an undo can itself be undone', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'disable', ref: 'flagger:user:one' });
    const one = await home.read('.flagger/config.toml');
    await done(engine, { kind: 'remove', ref: 'flagger:user:two' });
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.flagger/config.toml')).toBe(one);
    const second = await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.flagger/config.toml')).toBe(FLAGGER);
    expect(codeOf(await engine.changes.apply({ kind: 'undo', id: null }, null))).toBe('EntryNotFound');
    await done(engine, { kind: 'undo', id: second.id });
    expect(await home.read('.flagger/config.toml')).toBe(one);
    expect(engine.changes.history().map(({ title, undone }) => [title, undone])).toEqual([
      ['Did again: Disabled one in Flagger', false],
      ['Undid: Disabled one in Flagger', true],
      ['Undid: Removed two from Flagger', false],
      ['Removed two from Flagger', true],
      ['Disabled one in Flagger', false],
    ]);
    expect(codeOf(await engine.changes.apply({ kind: 'undo', id: second.id }, null))).toBe('UndoStale');
  });

  test('works in another process, and a broken history is set aside with a message', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    await done(engine, { kind: 'remove', ref: 'flagger:user:one' });
    const other = await startEngine(home.env);
    await done(other, { kind: 'undo', id: null });
    expect(await home.read('.flagger/config.toml')).toBe(FLAGGER);
    expect((await stat(join(home.stateDir, 'history.json'))).mode & 0o777).toBe(0o600);
    await writeFile(join(home.stateDir, 'history.json'), '{"schema":1,"items":[{"id"');
    const third = await startEngine(home.env);
    expect(third.changes.history()).toEqual([]);
    expect(third.changes.problems().join()).toContain('history.json is damaged');
    await done(third, { kind: 'disable', ref: 'flagger:user:one' });
    expect(third.changes.history()).toHaveLength(1);
    expect(third.changes.problems().join()).toContain('is kept as');
  });
});

describe('what must not happen', () => {
  test('a broken file is never written; the failure names it with its line', async () => {
    const path = await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    await home.write('.flagger/config.toml', `${FLAGGER}\n[[[`);
    await engine.inventory.load();
    for (const kind of ['disable', 'remove'] as const) {
      const result = await engine.changes.apply({ kind, ref: 'flagger:user:one' }, null);
      expect(result).toMatchObject({ ok: false, error: { code: 'ConfigInvalid' } });
      expect(result.ok ? '' : result.error.message).toContain(`${path}: line 12`);
    }
    const add: ChangeAction = { kind: 'add', servers: [server('x')], targets: [target('flagger')] };
    expect(codeOf(await engine.changes.apply(add, null))).toBe('ConfigInvalid');
    expect(await home.read('.flagger/config.toml')).toBe(`${FLAGGER}\n[[[`);
  });

  test('roots and parents of another kind are never overwritten', async () => {
    const engine = await startEngine(home.env);
    const add: ChangeAction = { kind: 'add', servers: [server('x')], targets: [target('denier')] };
    for (const text of [
      '[]',
      '"text"',
      '7',
      'null',
      '{"servers": []}',
      '{"servers": "no"}',
      '{"servers": null}',
    ]) {
      await home.write('.denier.json', text);
      expect([text, (await engine.changes.apply(add, null)).ok]).toEqual([text, false]);
      expect(await home.read('.denier.json')).toBe(text);
    }
  });

  test('removing what is gone creates nothing', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const engine = await startEngine(home.env);
    await unlink(home.path('.flagger', 'config.toml'));
    expect(codeOf(await engine.changes.apply({ kind: 'remove', ref: 'flagger:user:one' }, null))).toBe(
      'EntryNotFound',
    );
    expect(codeOf(await engine.changes.apply({ kind: 'remove', ref: 'nobody:user:x' }, null))).toBe(
      'EntryNotFound',
    );
    expect(await home.names('.flagger')).toEqual([]);
  });

  test('managed entries and write-protected files are left alone', async () => {
    await home.write('parker.json', '{"servers": {"locked": {"command": "c"}, "a": {"command": "c"}}}');
    const engine = await startEngine(home.env);
    for (const kind of ['remove', 'disable'] as const) {
      expect(codeOf(await engine.changes.apply({ kind, ref: 'parker:user:locked' }, null))).toBe(
        'Unsupported',
      );
    }
    await chmod(home.path('parker.json'), 0o444);
    expect(codeOf(await engine.changes.preview({ kind: 'disable', ref: 'parker:user:a' }))).toBe(
      'ConfigReadOnly',
    );
    expect(codeOf(await engine.changes.apply({ kind: 'disable', ref: 'parker:user:a' }, null))).toBe(
      'ConfigReadOnly',
    );
    expect(engine.parking.list()).toEqual([]);
    expect(engine.changes.history()).toEqual([]);
  });

  test('two processes changing one file 20 times each lose no change', async () => {
    await home.write('.flagger/config.toml', FLAGGER);
    const code = `
      const { startEngine } = await import(here + '/test-engine.ts');
      const { changes } = await startEngine(JSON.parse(args[0]));
      for (let index = 0; index < 20; index += 1) {
        const name = args[1] + index;
        const result = await changes.apply({
          kind: 'add',
          servers: [{ name, transport: 'http', url: 'https://' + name, command: null, args: [], env: {}, headers: {}, bearerTokenEnvVar: null }],
          targets: [{ client: 'flagger', scope: 'user', project: null, bridge: false }],
        }, null);
        if (!result.ok) throw new Error(result.error.message);
      }`;
    const runs = await Promise.all(
      ['a', 'b'].map((name) => runChild({ code, args: [JSON.stringify(home.env), name] })),
    );
    expect(runs.map(({ code: exit, errors }) => [exit, errors])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const engine = await startEngine(home.env);
    expect(engine.inventory.state().entries).toHaveLength(42);
    expect(engine.changes.history()).toHaveLength(40);
    for (let undone = 0; undone < 40; undone += 1) await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.flagger/config.toml')).toBe(FLAGGER);
  });

  test('a foreign program writing all the while loses nothing of its own', async () => {
    await home.write('.denier.json', '{"count": 0, "servers": {}}');
    const engine = await startEngine(home.env);
    const results: string[] = [];
    const ours = async (): Promise<void> => {
      for (let index = 0; index < 10; index += 1) {
        const action: ChangeAction = {
          kind: 'add',
          servers: [server(`s${index}`)],
          targets: [target('denier')],
        };
        results.push(codeOf(await engine.changes.apply(action, null)));
      }
    };
    let count = 0;
    const theirs = async (): Promise<void> => {
      while (results.length < 10 && count < 2_000) {
        count += 1;
        const text = (await home.read('.denier.json')).replace(/"count": \d+/, `"count": ${count}`);
        await home.write('.denier.json', text);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    };
    await Promise.all([ours(), theirs()]);
    expect(results.filter((code) => code !== 'ok' && code !== 'ConfigConflict')).toEqual([]);
    expect(JSON.parse(await home.read('.denier.json'))).toMatchObject({ count });
  });
});
