import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchHome } from '../electron/cli/test-support/cli-process.ts';
import type { ScratchHome } from '../electron/cli/test-support/cli-process.ts';
import type { Core } from '../electron/core/core.ts';
import { createCore } from '../electron/core/create-core.ts';
import { readHostEnv } from '../electron/core/host-env.ts';
import { signInOffer } from '../shared/attention.ts';
import { AUTH_STATES, CONNECTION_STATES } from '../shared/domain.ts';
import type { AuthState, ConnectionState, ServerEntry } from '../shared/domain.ts';
import { ok } from '../shared/errors.ts';
import { entryAuthWords, entryConnectionWords } from '../shared/entry-status.ts';
import { ownerNames } from '../shared/selectors.ts';
import type { Snapshot } from '../shared/snapshot.ts';
import { followLogin } from './rig/fake-browser.ts';
import { startKeyring } from './rig/keyring.ts';
import type { Keyring } from './rig/keyring.ts';
import { startStateServers } from './rig/state-servers.ts';
import type { StateServers } from './rig/state-servers.ts';

/** Every state of the model, as a real server, file, program or keychain brings it about, and what is shown then. */

/** `offers`: what the list offers for it. `next` null: nothing is to be done. */
interface Shown {
  readonly words: string;
  readonly evidence: RegExp | null;
  readonly next: RegExp | null;
  /** Somebody was asked, so the answer has its time. */
  readonly dated: boolean;
}
type ShownAuth = Shown & { readonly state: AuthState; readonly offers: 'client' | 'own' | null };
type ShownConnection = Shown & { readonly state: ConnectionState };

const auth = (
  state: AuthState,
  words: string,
  evidence: RegExp | null,
  { next = null, offers = null, dated = true }: Partial<ShownAuth> = {},
): ShownAuth => ({ state, words, evidence, next, offers, dated });

const TIME = String.raw`\d\d:\d\d`;

/** After everything was checked. */
const AUTH: Readonly<Record<string, ShownAuth>> = {
  program: auth('not-applicable', 'No sign-in', /runs on this computer/, { dated: false }),
  open: auth('not-needed', 'No sign-in needed', /answers without a sign-in$/),
  optional: auth('optional', 'Sign-in optional', /and offers one$/),
  'needs-sign-in': auth('needed', 'Sign-in needed', /^401 · Codex is not signed in$/, {
    next: /^Sign in with Codex\. Until then its tools are not available/,
    offers: 'client',
  }),
  'client-signed-in': auth('client-managed', 'Signed in', /^signed in with Gemini CLI · renews by itself$/),
  'ours-signed-in': auth('signed-in', 'Signed in', /^signed in through 127\.0\.0\.1:\d+; renews by itself$/, {
    next: /^Codex keeps its own sign-in/,
  }),
  'ours-ends-soon': auth(
    'expires-soon',
    'Sign-in ends soon',
    new RegExp(`^ends ${TIME} and cannot be renewed$`),
    { next: /^Sign in again\.$/, offers: 'client' },
  ),
  'client-ends-soon': auth('expires-soon', 'Sign-in ends soon', /Gemini CLI’s sign-in is about to end/, {
    // MCP Tray's own would not mend it.
    next: /^Sign in again with Gemini CLI\.$/,
  }),
  'ours-renewable': auth(
    'renewable',
    'Signed in',
    new RegExp(`^the access token ran out at ${TIME}; it renews`),
  ),
  'ours-renewal-fails': auth(
    'renewal-failed',
    'Renewal delayed',
    new RegExp(`has a problem right now\\. ${TIME}$`),
    { next: /nothing is lost/ },
  ),
  'ours-expired': auth(
    'expired',
    'Sign-in expired',
    new RegExp(`ran out at ${TIME} and cannot be renewed$`),
    {
      next: /^Sign in again\.$/,
      offers: 'client',
    },
  ),
  'client-expired': auth('expired', 'Sign-in expired', /^Gemini CLI’s sign-in has ended/, {
    // MCP Tray's own would not mend it.
    next: /^Sign in again with Gemini CLI\.$/,
  }),
  'ours-ended-there': auth(
    'rejected',
    'Sign-in rejected',
    new RegExp(`^127\\.0\\.0\\.1:\\d+ does not know this app any more, ${TIME}$`),
    { next: /^Sign in again\.$/, offers: 'client' },
  ),
  'token-refused': auth('rejected', 'Token rejected', /^401 · Authorization header in the file is not/, {
    next: /^Replace Authorization header in the file/,
  }),
  'ours-wants-more': auth('insufficient-scope', 'More access needed', /^the server wants "mcp:write", \d/, {
    next: /^Sign in again to grant it\.$/,
    offers: 'client',
  }),
  'wants-more': auth(
    'insufficient-scope',
    'More access needed',
    /^403 · more access needed \(rows:write\)$/,
    {
      next: /^Sign in again with Codex and grant it\.$/,
      offers: 'client',
    },
  ),
  'not-permitted': auth('not-permitted', 'Not permitted', /^403 · the server does not let you in$/, {
    next: /^Ask whoever runs the server for access\.$/,
  }),
  'ours-for-another': auth(
    'wrong-audience',
    'Sign-in is for another server',
    /^the token is for account, the server is http:/,
    { next: /add the mapper “Audience”/, offers: 'client' },
  ),
  'app-refused': auth('registration-rejected', 'App not accepted', /^Keycloak at http.* Last tried: \d/, {
    next: /"Trusted Hosts"/,
  }),
  'app-unknown': auth(
    'registration-unavailable',
    'Client ID needed',
    /it wants a fixed client ID\. Last tried: \d/,
    {
      next: /^Ask whoever runs the server for a client ID/,
    },
  ),
  'token-in-file': auth('static', 'Token in file', /^Authorization header in the file, accepted$/),
  'token-variable': auth('env-present', 'Token in environment', /^token from STATE_TOKEN, accepted$/),
  'no-variable': auth('env-missing', 'Token missing', /^STATE_TOKEN_NOT_SET is not set where MCP Tray runs/, {
    next: /^Set STATE_TOKEN_NOT_SET/,
    dated: false,
  }),
  'own-tools': auth('server-session', 'Inside its session', /^signs in by its own tools/, {
    next: /Authenticate me/,
  }),
  'not-mcp': auth('unknown', 'Not checked', null, { dated: false }),
};

const connection = (
  state: ConnectionState,
  words: string,
  evidence: RegExp,
  next: RegExp | null = null,
): ShownConnection => ({ state, words, evidence, next, dated: true });

const CONNECTION: Readonly<Record<string, ShownConnection>> = {
  open: connection('connected', 'Connected', /^\d+ ms · MCP 2026-07-28$/),
  'own-tools': connection('connected', 'Connected', /^\d+ ms · MCP 2025-06-18$/),
  'needs-sign-in': connection('needs-auth', 'Reachable', /^HTTP 401$/, /^Sign in\.$/),
  'nobody-there': connection('unreachable', 'Unreachable', /^connection refused$/, /server is running/),
  silent: connection('unreachable', 'Unreachable', /^no complete answer within 10 s$/, /check again/),
  'self-signed': connection('tls-error', 'Certificate problem', /self-signed/, /root certificate/),
  'cert-expired': connection('tls-error', 'Certificate problem', /expired/, /mend its certificate/),
  'cert-elsewhere': connection('tls-error', 'Certificate problem', /self-signed|another host/, /\S/),
  'not-mcp': connection('not-mcp', 'Not an MCP server', /a web page answers/, /\/mcp/),
  'too-many': connection('http-error', 'Server error', /^HTTP 429 · too many requests$/, /in 30 s/),
  'server-fails': connection('http-error', 'Server error', /^HTTP 503/, /in 30 s/),
  program: connection('process-error', 'Program failed', /exit code 1/, /in a terminal/),
  'no-variable': connection('skipped', 'Not checked', /STATE_TOKEN_NOT_SET is not set/),
};

let keyring: Keyring;
let servers: StateServers;
let scratch: ScratchHome;
let core: Core;
let checked: Snapshot;
const began = Date.now();
/** States that pass, seen while they last. */
const passing = new Set<string>();

const named = ({ entries }: Snapshot, name: string): ServerEntry => {
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`${name} is not listed`);
  return found;
};
const refOf = (name: string): string => named(core.snapshot(), name).ref;

beforeAll(async () => {
  [keyring, servers] = await Promise.all([startKeyring(), startStateServers()]);
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
  const bus = { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR };
  scratch = await scratchHome({ ...bus, ...servers.vars });
  for (const [path, text] of Object.entries(servers.files)) await scratch.write(path, text);
  // The keychain's library asks this process's environment.
  Object.assign(process.env, bus);
  core = createCore(readHostEnv('0.0.0', scratch.vars), {
    openUrl: async (url) => {
      void followLogin(url).catch(() => undefined);
      return ok(null);
    },
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    now: Date.now,
    fetch,
    isOnline: () => true,
    hostKind: 'browser',
  });
  core.onChange(({ entries }) => {
    for (const one of entries) passing.add(one.auth.state).add(one.connection.state);
  });
  await core.load();
  passing.add(named(core.snapshot(), 'open').connection.state);
  for (const name of servers.signIns) {
    await core.handlers['sign-in:start']({ ref: refOf(name), via: 'own' });
  }
  await servers.afterSignIn();
  await core.refresh();
  const refs = core
    .snapshot()
    .entries.flatMap(({ can, ref, name }) => (can.check && name !== 'ours-renewable' ? [ref] : []));
  await core.handlers['server:check']({ refs, startPrograms: true });
  // What only asking for more than a check does can tell.
  await core.handlers['server:tools']({ ref: refOf('own-tools'), startPrograms: false });
  const call = { tool: 'echo', arguments: { text: 'x' }, startPrograms: false, confirmed: false };
  await core.handlers['server:call-tool']({ ref: refOf('ours-wants-more'), ...call });
  checked = core.snapshot();
}, 180_000);

afterAll(async () => {
  await core.stop();
  await servers.stop();
  await scratch.remove();
  await keyring.stop();
});

function expectTime(at: number | null, dated: boolean): void {
  const fits = dated ? at !== null && at >= began && at <= Date.now() : at === null;
  expect({ at, fits }).toEqual({ at, fits: true });
}

function expectText(text: string | null, expected: RegExp | null): void {
  const fits = expected === null ? text === null : expected.test(text ?? '');
  expect({ text, expected, fits }).toEqual({ text, expected, fits: true });
}

describe('a real server, file or program in each sign-in state', () => {
  it.each(Object.entries(AUTH))('%s', (name, expected) => {
    const entry = named(checked, name);
    expect(entry.auth.state).toBe(expected.state);
    const words = entryAuthWords(entry, { now: Date.now(), ownerName: ownerNames(checked) });
    expect(words?.title).toBe(expected.words);
    expectText(entry.auth.evidence, expected.evidence);
    expectText(entry.auth.next, expected.next);
    expectTime(entry.auth.checkedAt, expected.dated);
    expect(signInOffer([entry])?.via ?? null).toBe(expected.offers);
  });
});

describe('a real server or program in each connection state', () => {
  it.each(Object.entries(CONNECTION))('%s', (name, expected) => {
    const entry = named(checked, name);
    expect(entry.connection.state).toBe(expected.state);
    const words = entryConnectionWords(entry, { now: Date.now(), ownerName: ownerNames(checked) });
    expect(words.title).toBe(expected.words);
    expect(words.detail).toMatch(/ ago$|now$/);
    expectText(entry.connection.evidence, expected.evidence);
    expectText(entry.connection.next, expected.next);
    expectTime(entry.connection.checkedAt, expected.dated);
  });
});

describe('the command line', () => {
  /** Known only to the process that met it, or renewed by the check. */
  const ELSEWHERE = ['own-tools', 'ours-wants-more', 'program', 'ours-renewable'];
  const both = (names: readonly string[]) => names.filter((name) => !ELSEWHERE.includes(name));

  it('says the same after a check of its own', async () => {
    const { out } = await scratch.run(['check', '--all', '--json']);
    const { entries } = JSON.parse(out) as { entries: readonly ServerEntry[] };
    const told = (name: string) => entries.find((entry) => entry.name === name);
    for (const name of both(Object.keys(AUTH))) {
      const { state = '', evidence = null } = told(name)?.auth ?? {};
      expect([name, state]).toEqual([name, AUTH[name]?.state]);
      expectText(evidence, AUTH[name]?.evidence ?? null);
      expect(told(name)?.auth).toHaveProperty('expiresAt');
    }
    for (const name of both(Object.keys(CONNECTION))) {
      const { state = '', evidence = null, checkedAt = null } = told(name)?.connection ?? {};
      expect([name, state]).toEqual([name, CONNECTION[name]?.state]);
      expectText(evidence, CONNECTION[name]?.evidence ?? null);
      expectTime(checkedAt, true);
    }
  });

  it('lists, without asking anybody, what stands in files and keychain, in words', async () => {
    const { out } = await scratch.run(['list']);
    const line = (name: string) => out.split('\n').find((one) => one.includes(` ${name} `)) ?? '';
    const kept = [
      'program',
      'no-variable',
      ...Object.keys(AUTH).filter((name) => /^(ours|client|app)-/.test(name)),
    ];
    // What a server or service said to another process is not known here before a check.
    const said = ['ours-wants-more', 'ours-renewal-fails', 'ours-for-another'];
    for (const name of kept.filter((one) => !said.includes(one))) {
      expect(line(name)).toContain(AUTH[name]?.words);
    }
    expect(line('needs-sign-in')).toContain('Not checked');
  });
});

describe('a keychain that is locked', () => {
  it('is a state of its own for what is signed in, in the window and on the command line', async () => {
    await keyring.lock();
    await core.handlers['keychain:check'](null);
    const { auth: told } = named(core.snapshot(), 'ours-signed-in');
    expect(told.evidence).toMatch(/keyring is locked/);
    expect(told.next).toMatch(/^Unlock your login keyring/);
    const { out } = await scratch.run(['list']);
    const line = out.split('\n').find((one) => one.includes('ours-signed-in')) ?? '';
    expect(line).toContain('Keychain unavailable');
    expect(line).toContain('keyring is locked');
  });
});

it('no state is left out', () => {
  const missed = [...AUTH_STATES, ...CONNECTION_STATES].filter((state) => !passing.has(state));
  expect(missed).toEqual([]);
});
