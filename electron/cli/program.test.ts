import { describe, expect, test } from 'vitest';
import type { SignIn } from '../../shared/domain.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { changeRecorder, runWith } from './test-support/run-program.ts';
import { entryFixture, snapshotFixture } from './test-support/snapshot-fixture.ts';

test('prints its version and its help', async () => {
  expect(await runWith(['--version'])).toMatchObject({ exitCode: 0, out: '9.8.7\n' });
  for (const argv of [[], ['help'], ['--help']]) {
    const run = await runWith(argv);
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toContain('recognise');
  }
  expect((await runWith(['help', 'add'])).out).toContain('Usage: mcp-tray add NAME');
  expect((await runWith(['show', '--help'])).out).toContain('Usage: mcp-tray show REF');
});

test('an unknown command or option is a usage error, also as JSON', async () => {
  expect(await runWith(['lst'])).toMatchObject({ exitCode: 2, out: '' });
  expect((await runWith(['lst'])).err).toBe(
    'There is no command "lst". Run "mcp-tray help" to see all commands.\n',
  );
  const run = await runWith(['list', '--json', '--nonsense']);
  expect(run.exitCode).toBe(2);
  expect(JSON.parse(run.err)).toMatchObject({ error: { code: 'InvalidRequest' } });
});

test('list prints one JSON value, loads once and ends the core', async () => {
  const run = await runWith(['list', '--json', '--project', 'sub', '--project', '/other']);
  expect(JSON.parse(run.out)).toMatchObject({ schema: 1, entries: [{ ref: 'codex:user:kfuse' }] });
  expect(run.projects).toEqual(['/home/me/app/sub', '/other']);
  expect(run.core.stopped()).toBe(true);
});

test('a --project that is no folder is a usage error, not an empty project', async () => {
  const run = await runWith(['list', '--project', '/no/such/folder']);
  expect(run).toMatchObject({ exitCode: 2, out: '' });
  expect(run.err).toBe('There is no folder "/no/such/folder". Give --project an existing folder.\n');
});

test('disable applies at once and tells how to take it back', async () => {
  const { handlers, asked } = changeRecorder();
  const run = await runWith(['disable', 'kfuse'], { handlers });
  expect(run.exitCode).toBe(0);
  expect(asked).toEqual([{ apply: { kind: 'disable', ref: 'codex:user:kfuse' }, base: null }]);
  expect(run.out).toContain('mcp-tray undo c1');
});

test('--dry-run prints the unified diff and applies nothing', async () => {
  for (const verb of ['disable', 'enable', 'remove']) {
    const { handlers, asked } = changeRecorder();
    const run = await runWith([verb, 'kfuse', '--dry-run'], { handlers });
    expect(run.exitCode).toBe(0);
    expect(run.out).toBe(
      '--- /home/me/.codex/config.toml\n+++ /home/me/.codex/config.toml\n@@ -1,2 +1,1 @@\n [mcp_servers.kfuse]\n-enabled = true\n',
    );
    expect(asked).toMatchObject([{ preview: { kind: verb } }]);
  }
  const { handlers } = changeRecorder();
  const json = await runWith(['remove', 'kfuse', '--dry-run', '--json'], { handlers });
  expect(JSON.parse(json.out)).toMatchObject({ schema: 1, dryRun: true, previews: [{ files: [{}] }] });
});

test('a change that had nothing to do says so and offers no undo', async () => {
  const receipt = {
    id: '',
    title: 'Disabled kfuse in Codex',
    refs: [],
    files: [],
    notes: ['It is off already.'],
  };
  const handlers = { 'change:apply': async () => ok(receipt) };
  const run = await runWith(['disable', 'kfuse'], { handlers });
  expect(run).toMatchObject({ exitCode: 0, out: 'Nothing had to be changed.\nIt is off already.\n' });
});

test('remove without a terminal needs --yes and otherwise does nothing', async () => {
  const { handlers, asked } = changeRecorder();
  const refused = await runWith(['remove', 'kfuse'], { handlers });
  expect(refused.exitCode).toBe(2);
  expect(refused.err).toContain('--yes');
  expect(asked).toEqual([]);
  expect((await runWith(['remove', 'kfuse', '--yes'], { handlers })).exitCode).toBe(0);
});

test('remove in a terminal shows the diff, asks, and applies exactly what was shown', async () => {
  const { handlers, asked } = changeRecorder();
  const declined = await runWith(['remove', 'kfuse'], { handlers, answer: 'n' });
  expect(declined).toMatchObject({ exitCode: 1, out: '' });
  expect(declined.err).toContain('-enabled = true');
  expect(declined.err).toContain('Remove kfuse from Codex? [y/N]');
  expect(asked).toHaveLength(1);
  const agreed = await runWith(['remove', 'kfuse'], { handlers, answer: 'y' });
  expect(agreed.exitCode).toBe(0);
  expect(asked.at(-1)).toMatchObject({ base: { '/home/me/.codex/config.toml': 'hash' } });
});

describe('remove of a server that is signed in', () => {
  const signIn = {
    ref: 'codex/kfuse|5c9c',
    owner: 'codex',
    server: 'kfuse',
    url: null,
    issuer: null,
    expiresAt: null,
    refreshable: true,
    entries: ['codex:user:kfuse'],
    stale: null,
  };
  const remove = async (argv: readonly string[], more: Parameters<typeof runWith>[1] = {}) => {
    const { handlers, asked } = changeRecorder();
    const snapshot = snapshotFixture({ signIns: [signIn] });
    const done = await runWith(['remove', 'kfuse', ...argv], { snapshot, handlers, ...more });
    const applied = asked.flatMap((one) => (one as { apply?: { signOut?: boolean } }).apply ?? []);
    return { ...done, signedOut: applied.map(({ signOut }) => signOut) };
  };

  test('asks in a terminal, where Enter alone ends the sign-in as in the window', async () => {
    const enter = await remove([], { answer: ['', 'y'] });
    expect(enter.err).toContain('Codex keeps a sign-in for kfuse. End it as well? [Y/n]');
    expect(enter.signedOut).toEqual([true]);
    const no = await remove([], { answer: ['n', 'y'] });
    expect(no.signedOut).toEqual([false]);
    expect(no.err).toContain("still kept. To end it: mcp-tray disconnect 'codex/kfuse|5c9c'");
    expect((await remove([], { answer: ['', 'n'] })).signedOut).toEqual([]);
  });

  test('where another entry uses the sign-in too, Enter keeps it', async () => {
    const snapshot = snapshotFixture({
      signIns: [{ ...signIn, entries: [...signIn.entries, 'codex:user:b'] }],
    });
    const shared = await remove([], { answer: ['', 'y'], snapshot });
    expect(shared.err).toContain('Another entry uses it too. End it as well? [y/N]');
    expect(shared.signedOut).toEqual([false]);
  });

  test('a script ends none by itself, and is told which are left', async () => {
    const script = await remove(['--yes']);
    expect(script.signedOut).toEqual([false]);
    expect(script.err).toContain('mcp-tray disconnect');
    const json = await remove(['--yes', '--json']);
    expect(json.err).toBe('');
    expect(JSON.parse(json.out)).toMatchObject({
      changes: [{ id: 'c1' }],
      signInsKept: ['codex/kfuse|5c9c'],
    });
    const ended = await remove(['--yes', '--json', '--sign-out']);
    expect(ended.signedOut).toEqual([true]);
    expect(JSON.parse(ended.out)).toMatchObject({ signInsKept: [] });
    expect(await remove(['--yes', '--keep-sign-in'])).toMatchObject({ err: '', signedOut: [false] });
    expect(await remove(['--yes', '--keep-sign-in', '--sign-out'])).toMatchObject({
      exitCode: 2,
      signedOut: [],
    });
  });
});

test('an ambiguous name lists the references and ends with 3', async () => {
  const snapshot = snapshotFixture({ entries: [entryFixture(), entryFixture({ client: 'claude-code' })] });
  const run = await runWith(['disable', 'kfuse'], { snapshot });
  expect(run.exitCode).toBe(3);
  expect(run.err).toContain('  codex:user:kfuse\n  claude-code:user:kfuse\n');
});

test('passes on the failure of a change with its own exit code', async () => {
  const handlers = { 'change:apply': async () => fail('ConfigConflict', 'The file changed.') };
  const run = await runWith(['disable', 'kfuse', '--json'], { handlers });
  expect(run.exitCode).toBe(4);
  expect(JSON.parse(run.err)).toMatchObject({
    error: { code: 'ConfigConflict', message: 'The file changed.' },
  });
});

test('undo takes the last change, or the one named', async () => {
  const { handlers, asked } = changeRecorder();
  await runWith(['undo'], { handlers });
  await runWith(['undo', 'c7'], { handlers });
  expect(asked).toMatchObject([{ apply: { kind: 'undo', id: null } }, { apply: { kind: 'undo', id: 'c7' } }]);
});

test('check starts programs only with --start, and wants one server or all', async () => {
  const asked: unknown[] = [];
  const handlers = {
    'server:check': async (input: unknown) => {
      asked.push(input);
      return ok(null);
    },
  };
  const connection = { ...entryFixture().connection, state: 'connected' } as const;
  const snapshot = snapshotFixture({ entries: [entryFixture({ connection })] });
  const one = await runWith(['check', 'kfuse', '--json'], { handlers, snapshot });
  expect(one.exitCode).toBe(0);
  expect(JSON.parse(one.out)).toMatchObject({
    schema: 1,
    ref: 'codex:user:kfuse',
    connection: { state: 'connected' },
  });
  const all = await runWith(['check', '--all', '--start', '--json'], { handlers, snapshot });
  expect(JSON.parse(all.out)).toMatchObject({ schema: 1, entries: [{ connection: { state: 'connected' } }] });
  expect(asked).toEqual([
    { refs: ['codex:user:kfuse'], startPrograms: false },
    { refs: ['codex:user:kfuse'], startPrograms: true },
  ]);
  expect((await runWith(['check'])).exitCode).toBe(2);
  expect((await runWith(['check', 'kfuse', '--all'])).exitCode).toBe(2);
});

test('login uses the client’s own sign-in, ours with --own, and says when there is none', async () => {
  const asked: unknown[] = [];
  const handlers = {
    'sign-in:start': async (input: unknown) => {
      asked.push(input);
      return ok(null);
    },
  };
  await runWith(['login', 'kfuse'], { handlers });
  await runWith(['login', 'kfuse', '--own'], { handlers });
  expect(asked).toMatchObject([{ via: 'client' }, { via: 'own' }]);
  const { can } = entryFixture();
  const snapshot = snapshotFixture({
    entries: [entryFixture({ can: { ...can, clientSignIn: false, ownSignIn: false } })],
  });
  expect((await runWith(['login', 'kfuse'], { handlers, snapshot })).exitCode).toBe(6);
  expect((await runWith(['login', 'kfuse', '--own', '--client'], { handlers })).exitCode).toBe(2);
});

test('login tells its progress to people, and keeps stderr for the error with --json', async () => {
  const ref = 'codex:user:kfuse';
  const operation = { id: 'o1', kind: 'sign-in', ref, startedAt: 0, cancellable: true, code: null } as const;
  const phases = ['Waiting for your browser…', 'Waiting for your browser…', 'Confirming…'];
  const options = {
    handlersOf: (change: (snapshot: Snapshot) => void) => ({
      'sign-in:start': async () => {
        for (const phase of phases) change(snapshotFixture({ operations: [{ ...operation, phase }] }));
        return fail('AuthDenied', 'You declined.', { next: 'Sign in again.' });
      },
    }),
  };
  const people = await runWith(['login', 'kfuse'], options);
  expect(people).toMatchObject({
    exitCode: 1,
    err: 'Waiting for your browser…\nConfirming…\nYou declined. Sign in again.\n',
  });
  const program = await runWith(['login', 'kfuse', '--json'], options);
  expect(JSON.parse(program.err)).toMatchObject({ error: { code: 'AuthDenied' } });
});

test('logout ends every sign-in there is and is honest about what is left', async () => {
  const asked: unknown[] = [];
  const { can } = entryFixture();
  const snapshot = snapshotFixture({
    entries: [entryFixture({ can: { ...can, clientSignOut: true, ownSignOut: true } })],
  });
  const handlers = {
    'sign-in:end': async ({ via }: { via: string }) => {
      asked.push(via);
      return ok({ sentences: [`Signed out by ${via}.`], complete: via === 'own' });
    },
  };
  const run = await runWith(['logout', 'kfuse', '--json'], { handlers, snapshot });
  expect(asked).toEqual(['client', 'own']);
  expect(JSON.parse(run.out)).toEqual({
    schema: 1,
    ref: 'codex:user:kfuse',
    complete: false,
    sentences: ['Signed out by client.', 'Signed out by own.'],
  });
  expect(run.exitCode).toBe(1);
  const own = await runWith(['logout', 'kfuse', '--own'], { handlers, snapshot });
  expect(own).toMatchObject({ exitCode: 0, out: 'Signed out by own.\n' });
});

test('disconnect asks first; without a terminal it needs --yes', async () => {
  const { can } = entryFixture();
  const snapshot = snapshotFixture({ entries: [entryFixture({ can: { ...can, ownSignOut: true } })] });
  const handlers = { 'sign-in:end': async () => ok({ sentences: ['Signed out.'], complete: true }) };
  expect((await runWith(['disconnect', 'kfuse'], { handlers, snapshot })).exitCode).toBe(2);
  expect((await runWith(['disconnect', 'kfuse'], { handlers, snapshot, answer: 'n' })).exitCode).toBe(1);
  expect((await runWith(['disconnect', 'kfuse', '--yes'], { handlers, snapshot })).exitCode).toBe(0);
});

const SIGN_IN: SignIn = {
  ref: 'codex/kfuse|1',
  owner: 'codex',
  server: 'kfuse',
  url: 'https://mcp.kfuse.test/mcp',
  issuer: 'https://login.kfuse.test',
  expiresAt: 1_795_000_060_000,
  refreshable: true,
  entries: ['codex:user:kfuse'],
  stale: null,
};
const ORPHAN: SignIn = { ...SIGN_IN, ref: 'codex/old|2', server: 'old', entries: [], stale: 'Unused.' };
const WITH_SIGN_INS = snapshotFixture({ signIns: [ORPHAN, SIGN_IN] });

test('sign-ins lists every record by reference, or the stale ones alone', async () => {
  const all = await runWith(['sign-ins', '--json'], { snapshot: WITH_SIGN_INS });
  expect(JSON.parse(all.out)).toEqual({ schema: 1, signIns: [SIGN_IN, ORPHAN] });
  const stale = await runWith(['sign-ins', '--stale', '--json'], { snapshot: WITH_SIGN_INS });
  expect(JSON.parse(stale.out)).toEqual({ schema: 1, signIns: [ORPHAN] });
  const table = await runWith(['sign-ins'], { snapshot: WITH_SIGN_INS });
  expect(table.out).toMatch(/kfuse +Codex +renews by itself +codex\/kfuse\|1\nold +Codex .*Unused\./);
  expect((await runWith(['sign-ins', '--stale'])).out).toBe('No sign-in is stale.\n');
});

function disconnects(complete = true) {
  const asked: unknown[] = [];
  const handlers: Partial<Handlers> = {
    'sign-in:disconnect': async ({ refs }) => {
      asked.push(refs);
      return ok({ receipts: refs.map((ref) => ({ ref, sentences: [`${ref} is gone.`], complete })) });
    },
  };
  return { asked, options: { handlers, snapshot: WITH_SIGN_INS } };
}

test('disconnect takes sign-ins and servers by reference, and answers with a receipt for each', async () => {
  const { asked, options } = disconnects();
  const run = await runWith(['disconnect', 'codex/old|2', 'kfuse', '--yes', '--json'], options);
  expect(asked).toEqual([['codex/old|2'], ['codex/kfuse|1']]);
  expect(JSON.parse(run.out)).toEqual({
    schema: 1,
    complete: true,
    receipts: [
      { ref: 'codex/old|2', sentences: ['codex/old|2 is gone.'], complete: true },
      { ref: 'codex/kfuse|1', sentences: ['codex/kfuse|1 is gone.'], complete: true },
    ],
  });
  const one = await runWith(['disconnect', 'kfuse', '--yes', '--json'], options);
  expect(JSON.parse(one.out)).toMatchObject({
    ref: 'codex:user:kfuse',
    complete: true,
    sentences: ['codex/kfuse|1 is gone.'],
  });
  expect(await runWith(['disconnect', 'nobody', 'kfuse', '--yes'], options)).toMatchObject({ exitCode: 3 });
  expect(asked).toHaveLength(3);
});

test('disconnect --stale shows what will happen, asks, and is honest about what is left', async () => {
  const { asked, options } = disconnects(false);
  const declined = await runWith(['disconnect', '--stale'], { ...options, answer: 'n' });
  expect(declined.err).toContain(
    'End the sign-in to old and remove it from Codex. Unused.\nDisconnect? [y/N]',
  );
  expect({ code: declined.exitCode, asked }).toEqual({ code: 1, asked: [] });
  const done = await runWith(['disconnect', '--stale'], { ...options, answer: 'y' });
  expect(done).toMatchObject({ exitCode: 1, out: 'old (Codex)\n  codex/old|2 is gone.\n' });
  expect(asked).toEqual([['codex/old|2']]);
  const used = await runWith(['disconnect', 'kfuse'], { ...options, answer: 'n' });
  expect(used.err).toContain('Needs a new sign-in afterwards: codex:user:kfuse.');
  const none = await runWith(['disconnect', '--stale', '--yes', '--json']);
  expect(JSON.parse(none.out)).toEqual({ schema: 1, complete: true, receipts: [] });
});

test.each([
  [['disconnect', '--yes']],
  [['disconnect', 'kfuse', '--stale', '--yes']],
  [['disconnect', 'kfuse', '--own', '--client', '--yes']],
  [['disconnect', 'kfuse']],
])('%j does not fit', async (argv) => {
  const { asked, options } = disconnects();
  expect(await runWith(argv, options)).toMatchObject({ exitCode: 2 });
  expect(asked).toEqual([]);
});

test('logging out twice is no failure', async () => {
  const run = await runWith(['logout', 'kfuse']);
  expect(run).toMatchObject({ exitCode: 0, out: 'There is no sign-in for "kfuse" to end.\n' });
});

const report = (state: 'ok' | 'failed') => async () =>
  ok({
    ref: 'codex:user:kfuse',
    stages: [{ name: 'TCP', state, text: 'connection refused', next: 'Start it.' }],
    debug: null,
  });

test('doctor ends with 1 when a stage failed', async () => {
  const failed = await runWith(['doctor', 'kfuse'], { handlers: { 'server:doctor': report('failed') } });
  expect(failed).toMatchObject({ exitCode: 1, out: '✗ TCP  connection refused\n       Start it.\n' });
  expect((await runWith(['doctor', 'kfuse'], { handlers: { 'server:doctor': report('ok') } })).exitCode).toBe(
    0,
  );
});

test('doctor ends with the command that makes the client itself tell more', async () => {
  const debug = {
    command: 'codex --debug',
    folder: '/srv/app',
    tells: 'Codex writes what it does to a file.',
  };
  const handlers: Partial<Handlers> = {
    'server:doctor': async () => {
      const plain = await report('ok')();
      return plain.ok ? ok({ ...plain.value, debug }) : plain;
    },
  };
  const { out } = await runWith(['doctor', 'kfuse'], { handlers });
  expect(out.split('\n').slice(2)).toEqual([
    '',
    'To see what the client itself does, run this in /srv/app:',
    '  codex --debug',
    'Codex writes what it does to a file.',
    '',
  ]);
  const json = await runWith(['doctor', 'kfuse', '--json'], { handlers });
  expect(JSON.parse(json.out)).toMatchObject({ debug });
});

test('doctor tries a token from stdin, and takes none from the command line', async () => {
  const inputs: unknown[] = [];
  const handlers: Partial<Handlers> = {
    'server:doctor': async (input) => {
      inputs.push(input);
      return report('ok')();
    },
  };
  const ref = 'codex:user:kfuse';
  await runWith(['doctor', 'kfuse', '--token-stdin'], { handlers, input: 'eyJ.a.b\r\n' });
  expect(inputs).toEqual([{ ref, accessToken: 'eyJ.a.b' }]);
  const typed = await runWith(['doctor', 'kfuse', '--token-stdin'], { handlers, answer: 'y' });
  expect(typed).toMatchObject({ exitCode: 2, err: expect.stringContaining('would stay on the screen') });
  expect((await runWith(['doctor', 'kfuse', '--token', 'eyJ.a.b'], { handlers })).exitCode).toBe(2);
  expect(inputs).toHaveLength(1);
});

test('watch prints the first snapshot at once and then one line per change, until interrupted', async () => {
  const ending = new AbortController();
  const run = await runWith(['watch', '--json'], {
    signal: ending.signal,
    onOut: (text, core) => {
      const { revision } = JSON.parse(text) as { revision: number };
      if (revision < 3) setImmediate(() => core.change(snapshotFixture({ revision: revision + 1 })));
      else ending.abort();
    },
  });
  const revisions = run.out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { revision: number }).revision);
  expect(revisions).toEqual([1, 2, 3]);
  expect(run.exitCode).toBe(0);
  expect(run.core.stopped()).toBe(true);
  expect(run.core.listeners()).toBe(0);
});

test('an interrupted command ends with 130', async () => {
  const ending = new AbortController();
  const handlers = {
    'sign-in:start': async () => {
      ending.abort();
      return fail('AuthCancelled');
    },
  };
  expect((await runWith(['login', 'kfuse'], { handlers, signal: ending.signal })).exitCode).toBe(130);
});

test('a bug is told as one, without its stack, and the core is still ended', async () => {
  const handlers = { 'server:text': () => Promise.reject(new Error('boom token=abcdefgh12345678')) };
  const run = await runWith(['show', 'kfuse'], { handlers });
  expect(run.exitCode).toBe(1);
  expect(run.err).toContain('MCP Tray made a mistake');
  expect(run.err).not.toContain('at ');
  expect(run.err).not.toContain('abcdefgh12345678');
  expect(run.core.stopped()).toBe(true);
});

test('projects are added by where the person stands', async () => {
  const asked: unknown[] = [];
  const handlers = {
    'project:add': async (input: unknown) => {
      asked.push(input);
      return ok(null);
    },
  };
  const run = await runWith(['projects', 'add', 'sub', '--json'], { handlers });
  expect(asked).toEqual([{ path: '/home/me/app/sub' }]);
  expect(JSON.parse(run.out)).toEqual({ schema: 1, projects: [] });
  expect((await runWith(['projects', 'ad', 'sub'])).exitCode).toBe(2);
});

test('sign-ins --look asks each client’s keychain, shows what it got and names who refused', async () => {
  const asked: string[] = [];
  const place = 'the macOS keychain';
  const snapshot = snapshotFixture({
    signIns: [SIGN_IN],
    closedStores: [
      { owner: 'codex', place },
      { owner: 'claude-code', place },
    ],
  });
  const handlers = {
    'sign-in:look': async ({ owner }: { owner: string }) => {
      asked.push(owner);
      return owner === 'codex' ? fail('KeychainDenied', 'Your Keychain refused access.') : ok(null);
    },
  };
  const plain = await runWith(['sign-ins'], { handlers, snapshot });
  expect(asked).toEqual([]);
  expect(plain.err).toContain('--look looks there');
  const looked = await runWith(['sign-ins', '--look', '--json'], { handlers, snapshot });
  expect(asked).toEqual(['codex', 'claude-code']);
  expect(JSON.parse(looked.out)).toMatchObject({ signIns: [{ ref: SIGN_IN.ref }] });
  expect(looked.exitCode).toBe(8);
  expect(JSON.parse(looked.err)).toMatchObject({
    error: { code: 'KeychainDenied', message: expect.stringContaining(': Your Keychain refused') as string },
  });
});

test('disconnect looks at the one sign-in that is named, and at none for a server', async () => {
  const asked: unknown[] = [];
  const handlers = {
    'sign-in:look': async (input: unknown) => {
      asked.push(input);
      return ok(null);
    },
    'sign-in:disconnect': async () => ok({ receipts: [{ ref: SIGN_IN.ref, sentences: [], complete: true }] }),
  };
  const closedStores = [{ owner: 'codex', place: 'the macOS keychain' }];
  const snapshot = { ...WITH_SIGN_INS, closedStores };
  await runWith(['disconnect', 'kfuse', '--yes'], { handlers, snapshot });
  expect(asked).toEqual([]);
  const run = await runWith(['disconnect', SIGN_IN.ref, '--yes'], { handlers, snapshot });
  expect(run.exitCode).toBe(0);
  expect(asked).toEqual([{ owner: 'codex', key: 'kfuse|1' }]);
});

test('disconnect --stale says what it did not look at, and looks there with --look before it begins', async () => {
  const ended: unknown[] = [];
  const handlers = {
    'sign-in:look': async () => fail('KeychainDenied', 'Your Keychain refused access.'),
    'sign-in:disconnect': async ({ refs }: { refs: readonly string[] }) => {
      ended.push(...refs);
      return ok({ receipts: [] });
    },
  };
  const snapshot = {
    ...WITH_SIGN_INS,
    closedStores: [{ owner: 'claude-code', place: 'the macOS keychain' }],
  };
  const looked = await runWith(['disconnect', '--stale', '--look', '--yes'], { handlers, snapshot });
  expect(looked.exitCode).toBe(8);
  expect(ended).toEqual([]);
  const plain = await runWith(['disconnect', '--stale', '--yes'], { handlers, snapshot });
  expect(plain.err).toContain('--look looks there');
  expect(ended).toEqual([ORPHAN.ref]);
  expect((await runWith(['disconnect', 'kfuse', '--look', '--yes'], { handlers, snapshot })).exitCode).toBe(
    2,
  );
});

test('what a program said in several lines is quoted in several lines, and forges none', async () => {
  const detail = 'Error: not installed.\nRun it again.\u001b[2J';
  const handlers = {
    'change:apply': async () => fail('ProcessExited', 'It ended.', { next: 'Look.', detail }),
  };
  const run = await runWith(['disable', 'kfuse'], { handlers });
  expect(run.err).toBe('It ended. Look.\n  “Error: not installed.\n   Run it again.\\u{1b}[2J”\n');
});
