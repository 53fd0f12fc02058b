import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChannelInput } from '../../shared/ipc.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { runWith } from './test-support/run-program.ts';
import { snapshotFixture } from './test-support/snapshot-fixture.ts';

const NOW = 1_795_000_000_000;
const CODE = {
  userCode: 'WDJB-MJHT',
  verificationUri: 'https://sign-in.test/device',
  verificationUriComplete: 'https://sign-in.test/device?user_code=WDJB-MJHT',
  expiresAt: NOW + 600_000,
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A sign-in that shows its code, waits for two seconds and ends. */
function waiting(code = CODE) {
  const operation = { id: 'o', kind: 'sign-in', ref: 'codex:user:kfuse', startedAt: NOW } as const;
  const running = { ...operation, cancellable: true, phase: 'Starting…', code: null };
  return {
    handlersOf: (change: (snapshot: Snapshot) => void) => ({
      'sign-in:start': async () => {
        const steps = [running, { ...running, code }, { ...running, phase: 'Waiting for you…', code }];
        for (const step of steps) change(snapshotFixture({ operations: [step] }));
        await vi.advanceTimersByTimeAsync(2000);
        change(snapshotFixture());
        await vi.advanceTimersByTimeAsync(2000);
        return fail('AuthDenied', 'You declined.', { next: 'Sign in again.' });
      },
    }),
  };
}

test('a code stands on a line of its own, told once, and its time runs beside it', async () => {
  const { err, live } = await runWith(['login', 'kfuse', '--device'], waiting());
  expect(err.split('\n')).toEqual([
    'Starting…',
    '',
    'Open this page in any browser, on this computer or another:',
    '',
    '    https://sign-in.test/device',
    '',
    'and enter this code:',
    '',
    '    WDJB-MJHT',
    '',
    'Or open this address, which brings the code along:',
    '',
    '    https://sign-in.test/device?user_code=WDJB-MJHT',
    '',
    'Waiting for you…',
    'You declined. Sign in again.',
    '',
  ]);
  expect(live.filter((line) => line !== '')).toEqual([
    'The code is valid for 9:59. Ctrl-C: cancel.',
    'The code is valid for 9:58. Ctrl-C: cancel.',
  ]);
  expect(live.at(-1)).toBe('');
  expect(vi.getTimerCount()).toBe(0);
});

test('a code that has run out says so', async () => {
  const { live } = await runWith(['login', 'kfuse', '--device'], waiting({ ...CODE, expiresAt: NOW + 500 }));
  expect(live).toContain('The code has run out.');
});

test('programs get the code as one event on stderr', async () => {
  const { err, live } = await runWith(['login', 'kfuse', '--device', '--json'], waiting());
  const [event = '', error = ''] = err.split('\n');
  expect(JSON.parse(event)).toEqual({ code: CODE });
  expect(JSON.parse(error)).toMatchObject({ error: { code: 'AuthDenied' } });
  expect(live).toEqual([]);
});

async function asked(argv: readonly string[], more: { input?: string; answer?: 'y' } = {}) {
  const inputs: ChannelInput<'sign-in:start'>[] = [];
  const handlers = {
    'sign-in:start': async (input: ChannelInput<'sign-in:start'>) => {
      inputs.push(input);
      return ok(null);
    },
  };
  const run = await runWith(['login', 'kfuse', ...argv], { handlers, ...more });
  return { ...run, inputs };
}

test('the options of login reach the sign-in, and mean MCP Tray’s own', async () => {
  const ref = 'codex:user:kfuse';
  const secret = await asked(['--client-id', 'tray', '--client-secret-stdin'], { input: 's3cret\r\n' });
  expect(secret.inputs).toEqual([{ ref, via: 'own', options: { clientId: 'tray', clientSecret: 's3cret' } }]);
  const code = await asked(['--own', '--device', '--acr-values', 'tenant:acme']);
  expect(code.inputs).toEqual([{ ref, via: 'own', options: { device: true, acrValues: 'tenant:acme' } }]);
  const other = await asked(['--another-account']);
  expect(other.inputs).toEqual([{ ref, via: 'own', options: { anotherAccount: true } }]);
  const forgotten = await asked(['--forget-client-id']);
  expect(forgotten.inputs).toEqual([{ ref, via: 'own', options: { clientId: null } }]);
  expect((await asked(['--own'])).inputs).toEqual([{ ref, via: 'own' }]);
});

test.each([
  ['with a client’s own sign-in', ['--client', '--device'], {}],
  ['a secret without a client ID', ['--client-secret-stdin'], { input: 'hush' }],
  ['a client ID both given and forgotten', ['--client-id', 'x', '--forget-client-id'], {}],
  ['a secret on the command line', ['--client-id', 'x', '--client-secret', 'hush'], {}],
  ['no secret on stdin', ['--client-id', 'x', '--client-secret-stdin'], { input: '\n' }],
  ['a file that is no secret', ['--client-id', 'x', '--client-secret-stdin'], { input: 'hush'.repeat(9000) }],
  ['a secret typed on the screen', ['--client-id', 'x', '--client-secret-stdin'], { answer: 'y' as const }],
])('login refuses %s before anything happens', async (_what, argv, more) => {
  const { exitCode, inputs, err, out } = await asked(argv, more);
  expect(exitCode).toBe(2);
  expect(inputs).toEqual([]);
  expect(err).not.toContain('hush');
  expect(out).toBe('');
});
