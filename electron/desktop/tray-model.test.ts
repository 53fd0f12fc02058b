import { describe, expect, it } from 'vitest';
import { menuLabel } from './menu-label.ts';
import { NOON, testEntry, testSnapshot } from '../../shared/test-snapshot.ts';
import { trayModel } from './tray-model.ts';
import type { TrayItem, TrayModel } from './tray-model.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const needsSignIn = (name: string) => testEntry(name, 'needs-auth', { state: 'needed' });
const broken = (name: string) => testEntry(name, 'tls-error');
const fine = (name: string) => testEntry(name, 'connected', { state: 'not-needed' });
const ends = (name: string, expiresAt: number, refreshable: boolean) =>
  testEntry(name, 'connected', { state: 'signed-in', owner: 'codex', expiresAt, refreshable });
const shape = (...entries: Parameters<typeof testSnapshot>[0]) =>
  trayModel(testSnapshot(entries), NOON).shape;

const checksOf = (pausedBy: 'person' | 'offline' | null, until: number | null = null) =>
  trayModel(testSnapshot([fine('a')], { background: { pausedBy, until, quietUntil: 0 } }), NOON);

/** Labels as they read, a submenu with its rows in brackets. */
function read(items: readonly TrayItem[]): string[] {
  return items.map((item) => {
    if (item.kind === 'separator') return '---';
    return item.kind === 'row' ? item.label : `${item.label} [${read(item.items).join(' | ')}]`;
  });
}

function row(model: TrayModel, label: RegExp) {
  return model.items.find((item) => item.kind === 'row' && label.test(item.label));
}

describe('trayModel', () => {
  it('lists problems first with their action, then what is fine, then the commands', () => {
    const model = trayModel(
      testSnapshot([fine('docs'), broken('kubernetes'), needsSignIn('kfuse'), testEntry('local', 'skipped')]),
      NOON,
    );
    expect(read(model.items)).toEqual([
      '2 servers need you',
      '△ kfuse — Codex: sign in',
      '⊠ kubernetes — Certificate problem',
      '---',
      '1 server fine [docs]',
      '1 not checked [local]',
      '---',
      '&Check all now',
      '---',
      '&Open MCP Tray',
      '&Quit',
    ]);
    expect(row(model, /kfuse/)).toMatchObject({
      action: { kind: 'sign-in', ref: 'codex:user:kfuse', via: 'client' },
    });
    expect(row(model, /kubernetes/)).toMatchObject({
      action: { kind: 'show', ref: 'codex:user:kubernetes' },
    });
    expect(row(model, /need you/)).toMatchObject({ action: null });
  });

  it('tells the worst state by shape, and one line of words', () => {
    expect(shape(fine('a'), needsSignIn('b'), broken('c'))).toBe('broken');
    expect(shape(fine('a'), needsSignIn('b'))).toBe('needs-you');
    expect(shape(fine('a'), testEntry('b', 'skipped'))).toBe('fine');
    expect(shape(testEntry('b', 'skipped'))).toBe('unknown');
    expect(shape()).toBe('unknown');
    const model = trayModel(testSnapshot([fine('a'), fine('b'), needsSignIn('c')]), NOON);
    expect(model.tooltip).toBe('MCP Tray — 1 server needs you, 2 fine');
    expect(model.count).toBe(1);
  });

  it('ignores disabled entries', () => {
    const off = testEntry('off', 'unreachable', { state: 'needed' }, { enabled: false });
    const model = trayModel(testSnapshot([off]), NOON);
    expect(model.shape).toBe('unknown');
    expect(read(model.items).join()).not.toContain('off');
  });

  it('uses our own sign-in where the client has none, and only shows what a sign-in cannot mend', () => {
    const can = { ...needsSignIn('own').can, clientSignIn: false };
    const own = trayModel(testSnapshot([{ ...needsSignIn('own'), can }]), NOON);
    expect(row(own, /own — sign in/)).toMatchObject({ action: { kind: 'sign-in', via: 'own' } });
    const variable = trayModel(
      testSnapshot([testEntry('env', 'needs-auth', { state: 'env-missing' })]),
      NOON,
    );
    expect(row(variable, /env — Token missing/)).toMatchObject({ action: { kind: 'show' } });
  });

  it('shows a running sign-in instead of offering a second one', () => {
    const operations = [
      {
        id: '1',
        kind: 'sign-in',
        ref: 'codex:user:kfuse',
        phase: 'Waiting for your browser…',
        startedAt: NOON,
        cancellable: true,
        code: null,
      } as const,
    ];
    const model = trayModel(testSnapshot([needsSignIn('kfuse')], { operations }), NOON);
    expect(row(model, /Waiting for your browser/)).toMatchObject({ action: { kind: 'show' } });
  });

  it('counts files that cannot be used', () => {
    const file = {
      client: 'codex',
      scope: 'user',
      project: null,
      path: '/home/me/.codex/config.toml',
      format: 'toml',
      state: 'invalid',
      problem: { message: 'line 3: expected "="', next: '', line: 3, column: 1 },
      ignoredByClient: null,
    } as const;
    const model = trayModel(testSnapshot([needsSignIn('a')], { files: [file] }), NOON);
    expect(model).toMatchObject({ shape: 'broken', count: 2 });
    expect(read(model.items)).toContain('1 server and 1 file need you');
    expect(read(model.items)).toContain('⊠ ~/.codex/config.toml — line 3: expected "="');
  });

  it('keeps the menu short: eight problems, then how many more', () => {
    const many = Array.from({ length: 11 }, (_, index) => needsSignIn(`s${index + 10}`));
    const labels = read(trayModel(testSnapshot(many), NOON).items);
    expect(labels.filter((label) => label.startsWith('△'))).toHaveLength(8);
    expect(labels).toContain('and 3 more…');
  });

  it('names sign-ins that end today, and those about to renew themselves', () => {
    const model = trayModel(
      testSnapshot([
        ends('later', NOON + 3 * HOUR, false),
        ends('today', NOON + HOUR, false),
        ends('renews', NOON + 4 * MINUTE, true),
        ends('renews-later', NOON + HOUR, true),
        ends('tomorrow', NOON + 24 * HOUR, false),
      ]),
      NOON,
    );
    expect(read(model.items)).toContain(
      '2 sign-ins end today [today — Codex: 13:00, needs you then | later — Codex: 15:00, needs you then | renews — Codex: 12:04, renews by itself]',
    );
    const quiet = trayModel(testSnapshot([ends('renews', NOON + 4 * MINUTE, true)]), NOON);
    expect(read(quiet.items)).toContain('1 sign-in renews soon [renews — Codex: 12:04, renews by itself]');
  });

  it('puts a sign-in that ends in a moment among the problems, with the time left to act', () => {
    const auth = { state: 'expires-soon', owner: 'codex', refreshable: false } as const;
    const entry = testEntry('kfuse', 'connected', { ...auth, expiresAt: NOON + 4 * MINUTE });
    const model = trayModel(testSnapshot([entry]), NOON);
    expect(row(model, /kfuse/)).toEqual({
      kind: 'row',
      label: '△ kfuse — Codex: sign in before 12:04',
      action: { kind: 'sign-in', ref: 'codex:user:kfuse', via: 'client' },
    });
    expect(read(model.items).join()).not.toContain('end');
  });

  it('offers to review stale sign-ins', () => {
    const signIn = {
      owner: 'codex',
      url: null,
      issuer: null,
      expiresAt: null,
      refreshable: false,
      entries: [],
    };
    const signIns = ['a', 'b'].map((server) => ({
      ...signIn,
      ref: `codex/${server}`,
      server,
      stale: 'unused',
    }));
    expect(row(trayModel(testSnapshot([], { signIns }), NOON), /Review/)).toEqual({
      kind: 'row',
      label: '&Review 2 stale sign-ins…',
      action: { kind: 'review-stale' },
    });
  });

  it('offers to go on with a round of sign-ins that an earlier run left', () => {
    const ref = 'codex:user:kfuse';
    const step = {
      id: ref,
      ref,
      owner: 'codex',
      way: 'client',
      detail: null,
      next: null,
      guide: null,
    } as const;
    const round = { serverKey: 'k', name: 'kfuse', going: false, fromBefore: true };
    const model = (state: 'waiting' | 'done') =>
      trayModel(testSnapshot([], { signInRound: { ...round, steps: [{ ...step, state }] } }), NOON);
    expect(row(model('waiting'), /Go on/)).toEqual({
      kind: 'row',
      label: 'Go on signing in to kfuse everywhere…',
      action: { kind: 'show', ref },
    });
    expect(read(model('done').items).join()).not.toContain('Go on');
  });

  it('pauses and resumes checks, and says why they rest', () => {
    expect(read(checksOf(null).items)).toContain(
      '&Pause checks [For an &hour | Until &tomorrow | Until I &resume them]',
    );
    expect(read(checksOf('offline').items)).toContain('No network: checks wait');
    const paused = checksOf('person', NOON + HOUR);
    expect(read(paused.items)).toContain('Checks paused until 13:00');
    expect(row(paused, /R&esume/)).toMatchObject({ action: { kind: 'pause', for: null } });
    expect(paused.tooltip).toBe('MCP Tray — 1 fine, checks paused');
  });

  it('says what is going on while reading and checking, and when there is nothing', () => {
    expect(read(trayModel(testSnapshot([], { loading: true }), NOON).items)[0]).toBe('Reading your files…');
    expect(read(trayModel(testSnapshot([]), NOON).items)).toEqual([
      'No servers yet',
      '---',
      '&Open MCP Tray',
      '&Quit',
    ]);
    const operations = [
      {
        id: '1',
        kind: 'check',
        ref: 'codex:user:a',
        phase: '',
        startedAt: 0,
        cancellable: false,
        code: null,
      } as const,
    ];
    expect(row(trayModel(testSnapshot([fine('a')], { operations }), NOON), /Checking/)).toMatchObject({
      action: null,
    });
  });
});

describe('menuLabel', () => {
  it('keeps foreign text on one line and harmless', () => {
    expect(menuLabel('a\nb\u202Ec\0d')).toBe('a b c d');
    expect(menuLabel('R&D')).toBe('R&&D');
    expect(menuLabel('x'.repeat(200))).toBe(`${'x'.repeat(71)}…`);
    expect(menuLabel('👩‍👩‍👧'.repeat(100))).toBe(`${'👩‍👩‍👧'.repeat(71)}…`);
  });
});
