import { describe, expect, it } from 'vitest';
import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import { ADAPTERS } from '../clients/registry.ts';
import { mayCheckUnasked } from './background.ts';
import { entryView, serverKey } from './entry-view.ts';
import { testEntry } from './test-entry.ts';
import { warningTexts } from '../findings/warnings.ts';

const adapter = ADAPTERS.find(({ id }) => id === 'codex') ?? ADAPTERS[0];
const facts = {
  connection: UNKNOWN_CONNECTION,
  auth: UNKNOWN_AUTH,
  ownCredential: false,
  clientMaySignOut: false,
  signsInByTools: false,
  findings: { warnings: [], secrets: [] },
};

function view(change: Parameters<typeof testEntry>[0] = {}, ...rest: [Parameters<typeof testEntry>[1]?]) {
  if (adapter === undefined) throw new Error('no adapters');
  return entryView(testEntry(change, ...rest), adapter, facts);
}

describe('an entry as it leaves the core', () => {
  it('carries no secret: not in address, arguments, variables or headers', () => {
    const shown = view({
      url: 'https://me:hunter2@kfuse.test/mcp?api_key=s3cret1',
      args: ['--token', 's3cret2'],
      env: { API_KEY: 's3cret3' },
      headers: { Authorization: 'Bearer s3cret4' },
    });
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|s3cret/);
  });

  it('offers nothing that would not work', () => {
    expect(view({ readOnly: true }).can).toMatchObject({ disable: false, remove: false });
    expect(view({ readOnly: true, enablement: 'native' }).can).toMatchObject({
      disable: true,
      remove: false,
    });
    expect(view({ problem: 'has no address', url: null }).can).toMatchObject({
      check: false,
      ownSignIn: false,
    });
    expect(view({ transport: 'stdio', command: 'x', url: null }).can).toMatchObject({
      check: true,
      clientSignIn: false,
    });
    expect(view({ enabled: false, enablement: 'native' }).can).toMatchObject({
      enable: true,
      disable: false,
    });
  });

  it('lets the client sign out of what it keeps, and of what it may keep out of sight', () => {
    if (adapter === undefined) throw new Error('no adapters');
    const may = { ...facts, clientMaySignOut: true };
    expect(entryView(testEntry(), adapter, may).can.clientSignOut).toBe(true);
    expect(entryView(testEntry(), adapter, facts).can.clientSignOut).toBe(false);
    const program = testEntry({ transport: 'stdio', command: 'x', url: null });
    expect(entryView(program, adapter, may).can.clientSignOut).toBe(false);
  });

  it('does not ask for a sign-in that the client already has', () => {
    if (adapter === undefined) throw new Error('no adapters');
    const connection = { ...UNKNOWN_CONNECTION, state: 'needs-auth', next: 'Sign in.' } as const;
    const signedIn = { ...facts, connection, auth: { ...UNKNOWN_AUTH, state: 'client-managed' } as const };
    expect(entryView(testEntry(), adapter, signedIn).connection.next).toBeNull();
    expect(entryView(testEntry(), adapter, { ...facts, connection }).connection.next).toBe('Sign in.');
  });

  it('tells of a name that stands twice', () => {
    expect(view({ repeated: { name: 'kfuse', line: 9 } }).warnings[0]?.text).toContain('again in line 9');
  });
});

describe('the same server', () => {
  it('is known by its address, whatever the case of its host or a last slash', () => {
    expect(serverKey(testEntry({ url: 'https://KFUSE.test/mcp/' }))).toBe(serverKey(testEntry()));
    expect(serverKey(testEntry({ url: 'https://kfuse.test/other' }))).not.toBe(serverKey(testEntry()));
  });

  it('never carries a secret in its key', () => {
    expect(serverKey(testEntry({ url: 'https://a.test/mcp?token=s3cret' }))).not.toContain('s3cret');
  });
});

describe('warnings', () => {
  it.each([
    [{ args: ['--api-key', 'abc'] }, /command line/],
    [{ args: ['krx_user_1234'] }, /command line/],
    [{ url: 'https://<YOUR_HOST>/mcp' }, /placeholder/],
    [{ url: 'https://mcp.example.com/mcp' }, /placeholder/],
    [{ url: 'https://a.test/mcp?api_key=abc' }, /address carries a secret/],
  ])('%o is worth a word', (change, words) => {
    expect(warningTexts(testEntry(change)).join(' ')).toMatch(words);
  });

  it('a token in a shared project file is told, one in a private file is not', () => {
    const env = { API_KEY: 'abc' };
    expect(warningTexts(testEntry({ env }, 'project')).join(' ')).toMatch(/shared with a team/);
    expect(warningTexts(testEntry({ env }, 'user'))).toEqual([]);
    expect(warningTexts(testEntry({ env: { API_KEY: '${API_KEY}' } }, 'project'))).toEqual([]);
  });
});

describe('checks without a click', () => {
  it('never start a program and never dial what only an unapproved project brought', () => {
    expect(mayCheckUnasked(view())).toBe(true);
    expect(mayCheckUnasked(view({ transport: 'stdio', command: 'x', url: null }))).toBe(false);
    expect(mayCheckUnasked(view({ approval: 'pending' }, 'project'))).toBe(false);
    expect(mayCheckUnasked(view({ enabled: false }))).toBe(false);
  });
});
