import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADAPTERS } from '../clients/registry.ts';
import { BIG_FILE_BYTES } from './big-file-jobs.ts';
import { createBigFiles } from './big-files.ts';
import type { BigFiles } from './big-files.ts';
import { createFileCache } from './file-cache.ts';
import { startEngine } from './test-engine.ts';
import { createTestHome, runChild } from './test-home.ts';
import type { TestHome } from './test-home.ts';

const PROGRAM = resolve(import.meta.dirname, 'big-file-thread.ts');
const FILE = '.claude.json';
const REF = 'claude-code:user:kfuse';

let home: TestHome;
const started: BigFiles[] = [];
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(async () => {
  for (const big of started.splice(0)) await big.stop();
  await home.remove();
});

function threadFor(options: Partial<Parameters<typeof createBigFiles>[0]> = {}): BigFiles {
  const setting = { env: home.env, extraProjects: [] };
  const big = createBigFiles({ program: PROGRAM, setting, ...options });
  started.push(big);
  return big;
}

/** A file as Claude Code writes it, made big by what people have typed (with characters of two and four bytes). */
function bigText(extra = ''): string {
  const history = Array.from({ length: 400 }, (_, at) => ({
    display: `${at} "ä\u{1F600}" ${'x'.repeat(3_000)}`,
  }));
  const mcpServers = {
    kfuse: { type: 'http', url: 'https://mcp.kfuse.test/mcp' },
    other: { command: 'true' },
  };
  return `${JSON.stringify({ numStartups: 1, mcpServers, projects: { [home.path('app')]: { history } } }, null, 2)}${extra}\n`;
}

const engine = () => startEngine(home.env, { adapters: ADAPTERS });
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a file too big for the thread that answers the window', () => {
  test('reads as it does without the second thread, characters of several bytes included', async () => {
    const path = await home.write(FILE, bigText());
    const [there, here] = await Promise.all([
      createFileCache({ big: threadFor() }).read(path, 'json'),
      createFileCache().read(path, 'json'),
    ]);
    expect(there.document?.text.length).toBeGreaterThan(BIG_FILE_BYTES);
    expect(there.document?.text).toBe(here.document?.text);
    expect(await there.hash?.()).toBe(sha(bigText()));
    const history = ['projects', home.path('app'), 'history', 7, 'display'];
    for (const at of [['mcpServers', 'kfuse'], ['mcpServers', 'none'], history]) {
      expect(there.document?.get(at)).toEqual(here.document?.get(at));
      expect(there.document?.position(at)).toEqual(here.document?.position(at));
      expect(there.document?.source(at)).toBe(here.document?.source(at));
    }
  });

  test.each([
    ['a comma too many', (text: string) => text.replace('\n  "projects"', ',\n  "projects"')],
    ['an end that is missing', (text: string) => text.slice(0, -40)],
    ['a comment', (text: string) => text.replace('{', '{ // mine')],
  ])('is told with the same place and words: %s', async (_, damage) => {
    const path = await home.write(FILE, damage(bigText()));
    const there = await createFileCache({ big: threadFor() }).read(path, 'json');
    const here = await createFileCache().read(path, 'json');
    expect(there.state).toBe('invalid');
    expect(there.problem).toEqual(here.problem);
    expect(there.problem?.line).not.toBeNull();
  });

  test('with comments, where its client reads them, is read all the same', async () => {
    const path = await home.write('settings.json', `// mine\n${bigText()}`);
    const { document } = await createFileCache({ big: threadFor() }).read(path, 'jsonc');
    expect(document?.position(['mcpServers', 'kfuse'])).toMatchObject({ line: 5 });
  });

  test('is changed and changed back to the same bytes, with a history that both threads see', async () => {
    await home.write(FILE, bigText());
    const { changes, history } = await engine();
    const far = threadFor().changes(changes);
    const near = await changes.preview({ kind: 'remove', ref: REF });
    const preview = await far.preview({ kind: 'remove', ref: REF });
    expect(preview).toEqual(near);
    if (!preview.ok) throw new Error(preview.error.message);
    const removed = await far.apply({ kind: 'remove', ref: REF }, preview.value.base);
    expect(removed.ok && removed.value.files).toEqual([home.path(FILE)]);
    expect(await home.read(FILE)).not.toContain('kfuse');
    await history.load();
    expect(history.items()).toHaveLength(1);
    expect((await far.apply({ kind: 'undo', id: null }, null)).ok).toBe(true);
    expect(await home.read(FILE)).toBe(bigText());
  });

  test('is left alone when it is another one than the person agreed to', async () => {
    await home.write(FILE, bigText());
    const { changes } = await engine();
    const far = threadFor().changes(changes);
    const preview = await far.preview({ kind: 'remove', ref: REF });
    if (!preview.ok) throw new Error(preview.error.message);
    const moved = bigText().replace('https://mcp.kfuse.test/mcp', 'https://other.test/mcp');
    await home.write(FILE, moved);
    const refused = await far.apply({ kind: 'remove', ref: REF }, preview.value.base);
    expect(refused).toMatchObject({ ok: false, error: { code: 'ConfigConflict' } });
    expect(await home.read(FILE)).toBe(moved);
  });
});

describe('the second thread', () => {
  test('that runs out of memory leaves a sentence, and the file as it is', async () => {
    const members = Array.from({ length: 1_000_000 }, (_, at) => `"member ${at}":0`);
    const text = `{"mcpServers":{"kfuse":{"command":"true"}},${members.join(',')}}`;
    const path = await home.write(FILE, text);
    const big = threadFor({ limits: { maxOldGenerationSizeMb: 64 } });
    const read = await createFileCache({ big }).read(path, 'json');
    expect([read.state, read.problem?.message]).toEqual(['invalid', expect.stringContaining('very large')]);
    const { changes, history } = await engine();
    const change = await big.changes(changes).apply({ kind: 'remove', ref: REF }, null);
    expect(change).toMatchObject({ ok: false, error: { next: expect.stringContaining('try again') } });
    await history.load();
    expect(history.items()).toEqual([]);
    expect(sha(await home.read(FILE))).toBe(sha(text));
  });

  test('that cannot be started is done without', async () => {
    const path = await home.write(FILE, bigText());
    const big = threadFor({ program: home.path('no-such-program.js') });
    expect((await createFileCache({ big }).read(path, 'json')).state).toBe('ok');
    const { changes } = await engine();
    expect((await big.changes(changes).preview({ kind: 'remove', ref: REF })).ok).toBe(true);
  });

  test('comes back after it has been sent away for lack of work', async () => {
    const path = await home.write(FILE, bigText());
    const big = threadFor({ idleMs: 1 });
    const cache = createFileCache({ big });
    for (const extra of ['', ' ', '  ']) {
      await writeFile(path, bigText(extra));
      expect((await cache.read(path, 'json')).document?.text).toBe(bigText(extra));
      await new Promise((done) => setTimeout(done, 50));
    }
  });

  test('ends with the core: what it was reading fails, a change on its way to the disk is finished', async () => {
    const path = await home.write(FILE, bigText());
    const { changes } = await engine();
    const big = threadFor();
    const applied = big.changes(changes).apply({ kind: 'remove', ref: REF }, null);
    await big.stop();
    expect((await applied).ok).toBe(true);
    expect(await home.read(FILE)).not.toContain('kfuse');
    const late = await createFileCache({ big }).read(path, 'json');
    expect(late.problem?.message).toContain('very large');
    expect(await big.changes(changes).apply({ kind: 'undo', id: null }, null)).toMatchObject({ ok: false });
  });

  test('keeps no program alive', async () => {
    await mkdir(home.path('app'), { recursive: true });
    const path = await home.write(FILE, bigText());
    const code = `
      const { createBigFiles } = await import(here + '/big-files.ts');
      const { createFileCache } = await import(here + '/file-cache.ts');
      const [path, program, env] = args;
      const big = createBigFiles({ program, setting: { env: JSON.parse(env), extraProjects: [] } });
      const { state } = await createFileCache({ big }).read(path, 'json');
      console.log(state);`;
    const child = await runChild({ code, args: [path, PROGRAM, JSON.stringify(home.env)] });
    expect([child.output.trim(), child.code, child.errors]).toEqual(['ok', 0, '']);
  });
});
