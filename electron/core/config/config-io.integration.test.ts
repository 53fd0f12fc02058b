import { hash } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { execFile, execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createConfigFile,
  deleteConfigFile,
  readConfigFile,
  replaceConfigFile,
  writableProblem,
} from './config-io.ts';
import { writeFailure } from './file-errors.ts';
import { createTestHome, runChild } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

/** Lets a process mount disks of its own without being root. */
const OWN_MOUNTS = ['unshare', '-rm'];

const sha = (text: string): string => hash('sha256', text, 'hex');

function replace(path: string, expected: string, text: string) {
  return replaceConfigFile({ path, stateDir: home.stateDir, expectedHash: sha(expected), text });
}

describe('reading', () => {
  test('keeps the byte order mark and line endings, and hashes the bytes', async () => {
    const text = '\u{FEFF}{\r\n  "a": 1\r\n}';
    const path = await home.write('a.json', text);
    const read = await readConfigFile(path);
    expect(read).toMatchObject({ state: 'ok', text, hash: sha(text) });
  });

  test('says that a file, or a folder on the way to it, is missing', async () => {
    await home.write('file', 'x');
    expect(await readConfigFile(home.path('none.json'))).toEqual({ state: 'missing' });
    expect(await readConfigFile(home.path('none', 'a.json'))).toEqual({ state: 'missing' });
    expect(await readConfigFile(home.path('file', 'a.json'))).toEqual({ state: 'missing' });
  });

  test('names a folder, a pipe, a loop of links and a file that is not UTF-8', async () => {
    await mkdir(home.path('folder.json'));
    await promisify(execFile)('mkfifo', [home.path('pipe.json')]);
    await symlink(home.path('loop.json'), home.path('loop.json'));
    await home.write('latin.json', Uint8Array.of(0x22, 0xe4, 0x22));
    await home.write('utf16.json', Buffer.from('\u{FEFF}{}', 'utf16le'));
    const messages = [];
    for (const name of ['folder.json', 'pipe.json', 'loop.json', 'latin.json', 'utf16.json']) {
      const read = await readConfigFile(home.path(name));
      messages.push(read.state === 'unreadable' ? read.problem.message : read.state);
    }
    expect(messages).toEqual([
      'A folder stands where the file should be.',
      'This is not a regular file.',
      'The link points back at itself.',
      'The file is not UTF-8 text.',
      'The file is not UTF-8 text.',
    ]);
  });

  test('leaves a file above 256 MB alone', async () => {
    const path = await home.write('huge.json', '{}');
    await truncate(path, 256 * 1024 * 1024 + 1);
    expect(await readConfigFile(path)).toMatchObject({
      state: 'unreadable',
      problem: { message: 'The file is larger than 256 MB.' },
    });
  });

  test('says that a file may not be read', async () => {
    const path = await home.write('secret.json', '{}', 0o000);
    await chmod(home.root, 0o755);
    const child = await runChild({
      code: `const { readConfigFile } = await import(here + '/config-io.ts');
        dropRights();
        console.log(JSON.stringify(await readConfigFile(args[0])));`,
      args: [path],
    });
    expect(JSON.parse(child.output)).toMatchObject({
      state: 'unreadable',
      problem: { message: 'You may not read this file.', line: null },
    });
  });
});

describe('replacing', () => {
  test('writes the new bytes, keeps the mode and leaves nothing beside the file', async () => {
    const path = await home.write('a.json', 'old', 0o640);
    await chmod(path, 0o640);
    expect(await replace(path, 'old', 'new')).toEqual({ ok: true, value: { hash: sha('new') } });
    expect(await home.read('a.json')).toBe('new');
    expect((await stat(path)).mode & 0o7777).toBe(0o640);
    expect(await home.names()).toEqual(['a.json']);
  });

  test('keeps the owner of a file that belongs to somebody else, or refuses', async () => {
    const path = await home.write('a.json', 'old', 0o666);
    await chmod(path, 0o666);
    await chmod(home.root, 0o755);
    await chmod(home.home, 0o777);
    const result = await replace(path, 'old', 'mid');
    expect(result.ok).toBe(true);
    const { uid } = await stat(path);
    const child = await runChild({
      code: `const { replaceConfigFile } = await import(here + '/config-io.ts');
        dropRights();
        const [path, stateDir, expectedHash] = args;
        console.log(JSON.stringify([
          process.getuid(),
          await replaceConfigFile({ path, stateDir, expectedHash, text: 'new' }),
        ]));`,
      args: [path, join(home.home, 'state-of-nobody'), sha('mid')],
    });
    const [writer, outcome] = JSON.parse(child.output);
    const same = writer === uid;
    expect(outcome).toMatchObject(same ? { ok: true } : { ok: false, error: { code: 'ConfigReadOnly' } });
    expect(await home.read('a.json')).toBe(same ? 'new' : 'mid');
    expect((await stat(path)).uid).toBe(uid);
    expect((await home.names()).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  test('writes through a link, relative and over several steps, and keeps the links', async () => {
    await home.write('dotfiles/real.json', 'old');
    await symlink('dotfiles/real.json', home.path('middle.json'));
    await symlink(home.path('middle.json'), home.path('a.json'));
    expect((await replace(home.path('a.json'), 'old', 'new')).ok).toBe(true);
    expect(await home.read('dotfiles/real.json')).toBe('new');
    expect((await lstat(home.path('a.json'))).isSymbolicLink()).toBe(true);
    expect(await readlink(home.path('middle.json'))).toBe('dotfiles/real.json');
    expect(await home.names('dotfiles')).toEqual(['real.json']);
  });

  test('detects an edit of the same size in the same moment', async () => {
    const path = await home.write('a.json', '{"a":1}');
    const before = await stat(path);
    await writeFile(path, '{"a":2}');
    await utimes(path, before.atime, before.mtime);
    expect(await replace(path, '{"a":1}', '{"a":3}')).toMatchObject({
      ok: false,
      error: { code: 'ConfigConflict' },
    });
    expect(await home.read('a.json')).toBe('{"a":2}');
  });

  test('does not create again a file that was deleted meanwhile', async () => {
    const path = await home.write('a.json', 'old');
    await unlink(path);
    expect(await replace(path, 'old', 'new')).toMatchObject({ ok: false, error: { code: 'ConfigConflict' } });
    expect(await home.names()).toEqual([]);
  });

  test('refuses a write-protected file although its folder would allow replacing it', async () => {
    const path = await home.write('a.json', 'old');
    await chmod(path, 0o444);
    expect(await replace(path, 'old', 'new')).toMatchObject({
      ok: false,
      error: { code: 'ConfigReadOnly', message: `${path}: the file is write-protected.` },
    });
    expect(await writableProblem(path)).toMatchObject({ error: { code: 'ConfigReadOnly' } });
    expect(await home.read('a.json')).toBe('old');
  });

  test('refuses a file in a folder that may not be written', async () => {
    const path = await home.write('closed/a.json', 'old', 0o666);
    await chmod(path, 0o666);
    await chmod(home.root, 0o755);
    await chmod(home.path('closed'), 0o555);
    await mkdir(join(home.root, 'nobody'), { mode: 0o777 });
    await chmod(join(home.root, 'nobody'), 0o777);
    const child = await runChild({
      code: `const { replaceConfigFile } = await import(here + '/config-io.ts');
        dropRights();
        const [path, stateDir, expectedHash] = args;
        console.log(JSON.stringify(await replaceConfigFile({ path, stateDir, expectedHash, text: 'new' })));`,
      args: [path, join(home.root, 'nobody'), sha('old')],
    });
    expect(JSON.parse(child.output)).toMatchObject({ ok: false, error: { code: 'ConfigReadOnly' } });
    expect(await home.read('closed/a.json')).toBe('old');
    expect(await home.names('closed')).toEqual(['a.json']);
    await chmod(home.path('closed'), 0o755);
  });

  test('leaves the old file, whole, when the disk is full', async () => {
    const disk = join(home.root, 'disk');
    await mkdir(disk);
    const code = `
      const { execFileSync } = await import('node:child_process');
      const { writeFileSync, readFileSync, readdirSync } = await import('node:fs');
      const { hash } = await import('node:crypto');
      const [disk, stateDir] = args;
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
      const { replaceConfigFile } = await import(here + '/config-io.ts');
      writeFileSync(disk + '/a.json', 'old');
      const expectedHash = hash('sha256', 'old', 'hex');
      const result = await replaceConfigFile({ path: disk + '/a.json', stateDir, expectedHash, text: 'x'.repeat(200_000) });
      console.log(JSON.stringify([result, readFileSync(disk + '/a.json', 'utf8'), readdirSync(disk)]));`;
    const outcome = canMount()
      ? JSON.parse((await runChild({ command: OWN_MOUNTS, code, args: [disk, home.stateDir] })).output)
      : await simulatedFullDisk();
    expect(outcome).toMatchObject([{ ok: false, error: { code: 'DiskFull' } }, 'old', ['a.json']]);
  });

  test('refuses text with half a character instead of writing another', async () => {
    const path = await home.write('a.json', 'old');
    expect(await replace(path, 'old', '"\u{D800}"')).toMatchObject({
      ok: false,
      error: { code: 'EditVerificationFailed' },
    });
    expect(await home.read('a.json')).toBe('old');
  });

  test('keeps the last five versions, for nobody else to read', async () => {
    const path = await home.write('a.json', 'v0');
    for (let version = 1; version <= 8; version += 1) {
      expect((await replace(path, `v${version - 1}`, `v${version}`)).ok).toBe(true);
    }
    const [folder = ''] = await readdir(join(home.stateDir, 'backups'));
    const names = (await readdir(join(home.stateDir, 'backups', folder))).toSorted();
    const kept = names.map((name) => join(home.stateDir, 'backups', folder, name));
    expect(await Promise.all(kept.map((one) => readFile(one, 'utf8')))).toEqual([
      'v3',
      'v4',
      'v5',
      'v6',
      'v7',
    ]);
    expect((await stat(kept[0] ?? '')).mode & 0o777).toBe(0o600);
    expect((await stat(home.stateDir)).mode & 0o777).toBe(0o700);
  });
});

function create(path: string, text: string) {
  return createConfigFile({ path, stateDir: home.stateDir, text, mode: 0o600 });
}

describe('creating and deleting', () => {
  test('creates the file and its folders, private', async () => {
    const path = home.path('.codex', 'deep', 'config.toml');
    expect((await create(path, 'a = 1\n')).ok).toBe(true);
    expect(await home.read('.codex/deep/config.toml')).toBe('a = 1\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(home.path('.codex'))).mode & 0o777).toBe(0o700);
    expect(await home.names('.codex/deep')).toEqual(['config.toml']);
  });

  test('never overwrites a file that came to be meanwhile', async () => {
    const path = await home.write('a.json', 'theirs');
    expect(await create(path, 'ours')).toMatchObject({ ok: false, error: { code: 'ConfigConflict' } });
    expect(await home.read('a.json')).toBe('theirs');
    expect(await home.names()).toEqual(['a.json']);
  });

  test('gives a link that points nowhere its target, but no folder for it', async () => {
    await mkdir(home.path('dotfiles'));
    await symlink('dotfiles/a.json', home.path('a.json'));
    expect((await create(home.path('a.json'), 'ours')).ok).toBe(true);
    expect(await home.read('dotfiles/a.json')).toBe('ours');
    expect((await lstat(home.path('a.json'))).isSymbolicLink()).toBe(true);
    await symlink('nowhere/b.json', home.path('b.json'));
    expect(await create(home.path('b.json'), 'ours')).toMatchObject({
      ok: false,
      error: { code: 'ConfigReadOnly' },
    });
    expect(await home.names()).toEqual(['a.json', 'b.json', 'dotfiles']);
  });

  test('deletes only what still has our bytes', async () => {
    const path = home.path('a.json');
    await create(path, 'ours');
    const remove = () => deleteConfigFile({ path, stateDir: home.stateDir, expectedHash: sha('ours') });
    await writeFile(path, 'theirs');
    expect(await remove()).toMatchObject({ ok: false, error: { code: 'ConfigConflict' } });
    await writeFile(path, 'ours');
    expect((await remove()).ok).toBe(true);
    expect(await home.names()).toEqual([]);
  });
});

describe('several writers', () => {
  const WRITER = `
    const { readConfigFile, replaceConfigFile } = await import(here + '/config-io.ts');
    const [path, stateDir, name] = args;
    for (let edit = 0; edit < 20; edit += 1) {
      for (let attempt = 0; ; attempt += 1) {
        if (attempt > 500) throw new Error('no turn');
        const read = await readConfigFile(path);
        const text = read.text + name + edit + '\\n';
        const result = await replaceConfigFile({ path, stateDir, expectedHash: read.hash, text });
        if (result.ok) break;
        if (result.error.code !== 'ConfigConflict') throw new Error(result.error.message);
      }
    }`;

  test('two processes making 20 edits each lose none', async () => {
    const path = await home.write('a.txt', '');
    const runs = await Promise.all(
      ['a', 'b'].map((name) => runChild({ code: WRITER, args: [path, home.stateDir, name] })),
    );
    expect(runs.map(({ code, errors }) => [code, errors])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const lines = (await home.read('a.txt')).trimEnd().split('\n');
    expect(lines).toHaveLength(40);
    expect(new Set(lines).size).toBe(40);
  });

  test('writes in one process take turns: of many from the same base, one wins', async () => {
    const path = await home.write('a.json', 'base');
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => replace(path, 'base', `writer ${index}`)),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('a process killed at any moment leaves the old file or the new one', async () => {
    const old = `old ${'o'.repeat(3_000_000)}`;
    const next = `new ${'n'.repeat(3_000_000)}`;
    const path = await home.write('a.json', old);
    const code = `
      const { hash } = await import('node:crypto');
      const { replaceConfigFile } = await import(here + '/config-io.ts');
      const [path, stateDir] = args;
      const texts = ['old ' + 'o'.repeat(3_000_000), 'new ' + 'n'.repeat(3_000_000)];
      console.log('ready');
      for (let turn = 0; turn < 200; turn += 1) {
        const expectedHash = hash('sha256', texts[turn % 2], 'hex');
        await replaceConfigFile({ path, stateDir, expectedHash, text: texts[(turn + 1) % 2] });
      }`;
    for (let round = 0; round < 6; round += 1) {
      await writeFile(path, old);
      const child = await runChild({
        code,
        args: [path, join(home.root, `state-${round}`)],
        onOutput: (kill) => setTimeout(kill, 5 + round * 19),
      });
      expect(child.signal).toBe('SIGKILL');
      const left = await home.read('a.json');
      expect([old, next]).toContain(left);
    }
  });

  test('what a killed process left beside the file is swept away later, other files are not', async () => {
    const path = await home.write('a.json', 'old');
    const left = await home.write('.a.json.0123456789ab.mcp-tray.tmp', 'half');
    await home.write('.a.json.ba9876543210.mcp-tray.tmp', 'being written');
    const other = await home.write('.a.json.backup', 'theirs');
    await Promise.all([left, other].map((one) => utimes(one, 0, 0)));
    expect((await replace(path, 'old', 'new')).ok).toBe(true);
    expect(await home.names()).toEqual(['.a.json.ba9876543210.mcp-tray.tmp', '.a.json.backup', 'a.json']);
  });

  test('a lock left by a killed process is broken after a while', async () => {
    const path = await home.write('a.json', 'old');
    const locks = join(home.stateDir, 'locks');
    const held = join(locks, `${sha(`file ${path}`).slice(0, 32)}.lock`);
    await mkdir(dirname(held), { recursive: true });
    await writeFile(held, 'a dead owner');
    await utimes(held, 0, 0);
    expect((await replace(path, 'old', 'new')).ok).toBe(true);
    expect(await readdir(locks)).toEqual([]);
  });
});

function canMount(): boolean {
  try {
    const [program = '', ...flags] = OWN_MOUNTS;
    execFileSync(program, [...flags, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function simulatedFullDisk(): unknown {
  console.log('No small disk can be mounted here (unshare -rm fails): only the error code is checked.');
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
  return [writeFailure('/a.json', full), 'old', ['a.json']];
}
