/** Programs that write their token store at the very moment at which we cut a record out of it. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClients, run } from '../../../e2e/rig/real-clients.ts';
import { createTestHome, runChild } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { recordKey } from '../sign-ins/key-rule.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import type { RemovalStep } from '../sign-ins/types.ts';
import { removeRecord } from './remove-record.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

async function removalOf(owner: string, key: string): Promise<readonly RemovalStep[]> {
  const opened = await SIGN_IN_STORES.find((one) => one.owner === owner)?.open(home.env, key);
  if (opened?.ok !== true || opened.value === null) throw new Error(`${owner}: not opened`);
  return opened.value.removal;
}

/**
 * Follows the lock's rules as the real programs were watched to: takes it, reads, needs a while, writes what it read
 * with a member of its own, lets go.
 */
const WRITER = `
  const { mkdirSync, readFileSync, rmSync, writeFileSync } = await import('node:fs');
  const [path, lock, beats, under] = args;
  mkdirSync(lock);
  if (beats === 'true') {
    writeFileSync(lock + '/heartbeat', '', { flag: 'wx' });
    writeFileSync(lock + '/meta.json', '{"token":"t"}', { flag: 'wx' });
  }
  const root = JSON.parse(readFileSync(path, 'utf8'));
  console.log('in');
  await new Promise((resolve) => setTimeout(resolve, 500));
  (under === '' ? root : root[under]).theirs = {};
  writeFileSync(path, JSON.stringify(root));
  rmSync(lock, { recursive: true });`;

const named = (store: string): string => createHash('sha1').update(`mcp-auth:${store}`).digest('hex');

const STORES = [
  {
    owner: 'claude-code',
    file: '.claude/.credentials.json',
    text: '{"mcpOAuth":{"ours":{"accessToken":"a"},"other":{"accessToken":"b"}}}',
    lock: () => home.path('.claude', '.storage-write.lock'),
    under: 'mcpOAuth',
  },
  ...(['opencode', 'kilo'] as const).map((folder) => ({
    owner: folder === 'kilo' ? 'kilo-code' : folder,
    file: `.local/share/${folder}/mcp-auth.json`,
    text: '{"ours":{"tokens":{"accessToken":"a"}},"other":{"tokens":{"accessToken":"b"}}}',
    lock: (file: string) => home.path('.local', 'state', folder, 'locks', `${named(file)}.lock`),
    under: '',
  })),
];

describe.each(STORES)('the store of $owner', ({ owner, file, text, lock, under }) => {
  it('loses no write of its program, nor ours, when both come at once', async () => {
    const path = await home.write(file, text);
    const folder = lock(path);
    await home.write(`${folder.slice(home.home.length + 1)}/../beside`, '');
    const removal = await removalOf(owner, 'ours');
    let ours: Promise<unknown> = Promise.resolve();
    const child = await runChild({
      code: WRITER,
      args: [path, folder, String(under === ''), under],
      onOutput: () => {
        ours = removeRecord(home.env, removal);
      },
    });
    expect(child.errors).toBe('');
    expect(await ours).toEqual({ ok: true, value: null });
    const root = JSON.parse(await home.read(file)) as Record<string, Record<string, unknown>>;
    expect(Object.keys(under === '' ? root : (root[under] ?? {}))).toEqual(['other', 'theirs']);
  });
});

const url = (name: string): string => `http://127.0.0.1:9/${name}`;
const keyOf = (name: string): string => recordKey(name, { type: 'http', url: url(name), headers: {} });
const record = (name: string) => ({
  serverName: name,
  serverUrl: url(name),
  accessToken: `at-${name}`,
  clientId: 'c',
});

it(
  'the real Claude Code signs out of servers while we disconnect others, and nothing comes back',
  { timeout: 300_000 },
  async () => {
    const { claude } = await realClients();
    const theirs = ['theirs-1', 'theirs-2', 'theirs-3'];
    const ours = Array.from({ length: 12 }, (_, at) => `ours-${at}`);
    const all = [...theirs, ...ours, 'stays'];
    await home.write(
      '.claude.json',
      JSON.stringify({
        mcpServers: Object.fromEntries(theirs.map((name) => [name, { type: 'http', url: url(name) }])),
      }),
    );
    await home.write(
      '.claude/.credentials.json',
      JSON.stringify({
        claudeAiOauth: { accessToken: 'login' },
        mcpOAuth: Object.fromEntries(all.map((name) => [keyOf(name), record(name)])),
      }),
    );
    let isOver = false;
    const theirWork = Promise.all(
      theirs.map((name) => run(claude, ['mcp', 'logout', name], { home: home.home })),
    ).finally(() => (isOver = true));
    const ourWork = (async () => {
      for (const [at, name] of ours.entries()) {
        const removed = await removeRecord(home.env, await removalOf('claude-code', keyOf(name)));
        expect(removed).toEqual({ ok: true, value: null });
        // Spread over the time that the real program needs to come to its write.
        if (!isOver && at < ours.length - 1) await new Promise((resolve) => setTimeout(resolve, 250));
      }
    })();
    const [outcomes] = await Promise.all([theirWork, ourWork]);
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    const left = JSON.parse(await home.read('.claude/.credentials.json')) as Record<string, object>;
    expect(Object.keys(left['mcpOAuth'] ?? {})).toEqual([keyOf('stays')]);
    expect(left['claudeAiOauth']).toEqual({ accessToken: 'login' });
    expect(await home.names('.claude')).not.toContain('.storage-write.lock');
  },
);
