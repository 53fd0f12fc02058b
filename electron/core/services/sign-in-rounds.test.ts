import { describe, expect, it } from 'vitest';
import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { AuthFact, ServerEntry } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RoundStep, SignInRound } from '../../../shared/sign-in-round.ts';
import { adapterFor } from '../clients/registry.ts';
import { signInGuide } from '../sign-ins/guide.ts';
import { entryView } from '../status/entry-view.ts';
import { testEntry } from '../status/test-entry.ts';
import type { RoundSoFar } from './kept-round.ts';
import { createSignInRounds } from './sign-in-rounds.ts';
import type { SignInRounds, StoreAnswer } from './sign-in-rounds.ts';

const SIGNED_IN: Partial<AuthFact> = { state: 'client-managed', refreshable: true };

function place(client: string, auth: Partial<AuthFact> = {}): ServerEntry {
  const adapter = adapterFor(client);
  if (adapter === null) throw new Error(client);
  const { location } = testEntry();
  const entry = testEntry({ ref: `${client}:user:kfuse`, location: { ...location, client } });
  return entryView(entry, adapter, {
    connection: UNKNOWN_CONNECTION,
    auth: { ...UNKNOWN_AUTH, owner: client, ...auth },
    ownCredential: false,
    clientMaySignOut: false,
    signsInByTools: false,
    findings: { warnings: [], secrets: [] },
  });
}

/** A bench: entries that can change, and sign-ins that end when the test says so. */
function bench(entries: ServerEntry[]) {
  const running: string[] = [];
  const ended: string[] = [];
  const kept: (SignInRound | null)[] = [];
  const gates = new Map<string, (result: Result<null>) => void>();
  const state = { most: 0, others: false, store: 'signed-in' as StoreAnswer };
  const rounds = createSignInRounds({
    entries: () => entries,
    guideOf: (ref) => {
      const [client = ''] = ref.split(':');
      const adapter = adapterFor(client);
      return adapter === null ? null : signInGuide(adapter, testEntry());
    },
    signInRuns: () => state.others || running.length > 0,
    async signIn(ref, via) {
      running.push(ref);
      state.most = Math.max(state.most, running.length);
      const result = await new Promise<Result<null>>((resolve) => gates.set(ref, resolve));
      running.splice(running.indexOf(ref), 1);
      ended.push(`${via} ${ref}`);
      return result;
    },
    cancel: (ref) => gates.get(ref)?.(fail('AuthCancelled')),
    look: async () => state.store,
    ownerName: (owner) => owner,
    onChange: () => undefined,
    keep: (round) => void kept.push(round),
  });
  return {
    rounds,
    kept,
    state,
    ended,
    running,
    end: async (client: string, result: Result<null> = ok(null)) => {
      gates.get(`${client}:user:kfuse`)?.(result);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function states(rounds: SignInRounds): Record<string, RoundStep['state']> {
  return Object.fromEntries((rounds.current()?.steps ?? []).map(({ owner, state }) => [owner, state]));
}

describe('signing in everywhere', () => {
  it('plans without starting: what is signed in is done, what has no command is for the person', () => {
    const { rounds, running } = bench([
      place('cursor'),
      place('codex', SIGNED_IN),
      place('claude-code'),
      place('opencode', { state: 'static', owner: null }),
    ]);
    const planned = rounds.open('cursor:user:kfuse');
    expect(planned.ok && planned.value.steps.map(({ owner, way, state }) => [owner, way, state])).toEqual([
      ['codex', 'client', 'done'],
      ['claude-code', 'client', 'waiting'],
      ['opencode', 'client', 'skipped'],
      ['cursor', 'by-hand', 'needs-you'],
      ['mcp-tray', 'own', 'skipped'],
    ]);
    expect(running).toEqual([]);
  });

  it('goes client by client, never two at once, and past one that fails', async () => {
    const { rounds, state, end, running } = bench([place('codex'), place('claude-code'), place('opencode')]);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    expect(running).toEqual(['codex:user:kfuse']);
    await end('codex', fail('AuthTimeout'));
    expect(running).toEqual(['claude-code:user:kfuse']);
    await end('claude-code');
    await end('opencode');
    expect(await all).toEqual(ok(null));
    expect(state.most).toBe(1);
    expect(rounds.current()?.going).toBe(false);
    expect(states(rounds)).toMatchObject({ codex: 'failed', 'claude-code': 'done', opencode: 'done' });
    expect(rounds.current()?.steps[0]).toMatchObject({
      detail: expect.any(String),
      next: expect.any(String),
    });
  });

  it('tries a failed one again, and nothing else with it', async () => {
    const { rounds, end, ended } = bench([place('codex'), place('claude-code')]);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    await end('codex', fail('AuthTimeout'));
    rounds.stop();
    await all;
    expect(states(rounds)).toMatchObject({ codex: 'failed', 'claude-code': 'waiting' });
    const again = rounds.retry('codex:user:kfuse');
    await end('codex');
    await again;
    expect(states(rounds)).toMatchObject({ codex: 'done', 'claude-code': 'waiting' });
    expect(ended.filter((one) => one.includes('claude-code'))).toHaveLength(1);
  });

  it('stops cleanly: what ran waits again, and can be gone on with', async () => {
    const { rounds, end, running } = bench([place('codex'), place('claude-code')]);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    rounds.stop();
    await all;
    expect(running).toEqual([]);
    expect(states(rounds)).toMatchObject({ codex: 'waiting', 'claude-code': 'waiting' });
    const more = rounds.start();
    await end('codex');
    await end('claude-code');
    await more;
    expect(states(rounds)).toMatchObject({ codex: 'done', 'claude-code': 'done' });
  });

  it('ends the one that is skipped and goes on with the next', async () => {
    const { rounds, end, running } = bench([place('codex'), place('claude-code')]);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    rounds.skip('codex:user:kfuse');
    await end('nobody');
    expect(running).toEqual(['claude-code:user:kfuse']);
    await end('claude-code');
    await all;
    expect(states(rounds)).toMatchObject({ codex: 'skipped', 'claude-code': 'done' });
  });

  it('leaves out what a client got meanwhile by itself', async () => {
    const entries = [place('codex'), place('claude-code')];
    const { rounds, end, ended } = bench(entries);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    entries[1] = place('claude-code', SIGNED_IN);
    await end('codex');
    await all;
    expect(ended).toEqual(['client codex:user:kfuse']);
    expect(states(rounds)).toMatchObject({ 'claude-code': 'done' });
  });

  it('does not start beside another sign-in', async () => {
    const { rounds, state } = bench([place('codex')]);
    rounds.open('codex:user:kfuse');
    state.others = true;
    expect(await rounds.start()).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
    expect(await rounds.retry('codex:user:kfuse')).toMatchObject({ ok: false });
    expect(states(rounds)).toMatchObject({ codex: 'waiting' });
  });

  it('needs the person where the client’s program is not there', async () => {
    const { rounds, end } = bench([place('codex')]);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    await end('codex', fail('NotInstalled', 'Codex’s program is not found on this computer.'));
    await all;
    expect(rounds.current()?.steps[0]).toMatchObject({
      state: 'needs-you',
      detail: 'Codex’s program is not found on this computer.',
      guide: { command: 'codex mcp login kfuse' },
    });
  });

  it('believes “I have signed in” when the store shows it or cannot be seen, and not else', async () => {
    const { rounds, state } = bench([place('cursor')]);
    rounds.open('cursor:user:kfuse');
    state.store = 'none';
    await rounds.confirm('cursor:user:kfuse');
    expect(rounds.current()?.steps[0]).toMatchObject({
      state: 'needs-you',
      detail: 'cursor keeps no sign-in for this server yet.',
    });
    state.store = 'unseen';
    await rounds.confirm('cursor:user:kfuse');
    expect(rounds.current()?.steps[0]).toMatchObject({
      state: 'done',
      detail: 'You said so; MCP Tray cannot see it.',
    });
  });

  it('planned again, finds done what is signed in and remembers what failed', async () => {
    const entries = [place('codex'), place('claude-code'), place('cursor')];
    const { rounds, end } = bench(entries);
    rounds.open('codex:user:kfuse');
    const all = rounds.start();
    await end('codex', fail('AuthDenied'));
    await end('claude-code');
    await all;
    entries[1] = place('claude-code', SIGNED_IN);
    rounds.skip('cursor:user:kfuse');
    rounds.open('claude-code:user:kfuse');
    expect(states(rounds)).toMatchObject({ codex: 'failed', 'claude-code': 'done', cursor: 'skipped' });
  });

  it('does not open a browser for a sign-in of ours that a client’s record only hides', () => {
    const codex = place('codex', SIGNED_IN);
    const { rounds } = bench([{ ...codex, can: { ...codex.can, ownSignOut: true } }]);
    rounds.open('codex:user:kfuse');
    expect(states(rounds)).toEqual({ codex: 'done', 'mcp-tray': 'done' });
  });

  it('has nothing to do for a local program', () => {
    const program = { ...place('codex'), transport: 'stdio' as const, url: null };
    expect(bench([program]).rounds.open(program.ref)).toMatchObject({
      ok: false,
      error: { code: 'Unsupported' },
    });
  });
});

const before = (steps: readonly [string, RoundStep['state']][]): RoundSoFar => ({
  serverKey: place('codex').serverKey,
  at: 0,
  steps: steps.map(([id, state]) => ({ id, state, detail: null, next: null })),
});

describe('a round that was left unfinished', () => {
  it('is offered again with what is left, starts nothing, and is no longer of before once gone on with', async () => {
    const { rounds, running, end } = bench([place('claude-code'), place('codex'), place('cursor')]);
    rounds.takeUp(
      before([
        ['claude-code:user:kfuse', 'skipped'],
        ['codex:user:kfuse', 'waiting'],
      ]),
    );
    expect(rounds.current()?.fromBefore).toBe(true);
    expect(states(rounds)).toMatchObject({ 'claude-code': 'skipped', codex: 'waiting', cursor: 'needs-you' });
    expect(running).toEqual([]);
    const done = rounds.start();
    expect(rounds.current()?.fromBefore).toBe(false);
    await end('codex');
    await done;
    expect(states(rounds)).toMatchObject({ codex: 'done' });
  });

  it('is dropped when its server is gone, when everything is signed in, and when the person leaves it', () => {
    const gone = bench([]);
    gone.rounds.takeUp(before([['codex:user:kfuse', 'waiting']]));
    expect(gone.rounds.current()).toBeNull();
    expect(gone.kept).toEqual([null]);
    const left = bench([place('codex')]);
    left.rounds.takeUp(before([['codex:user:kfuse', 'failed']]));
    expect(left.rounds.current()?.steps[0]?.state).toBe('failed');
    expect(left.rounds.forget()).toEqual(ok(null));
    expect(left.rounds.current()).toBeNull();
    expect(left.kept.at(-1)).toBeNull();
  });

  it('is kept from the first click on, not when it was only looked at', async () => {
    const { rounds, kept, end } = bench([place('claude-code'), place('codex')]);
    rounds.open('codex:user:kfuse');
    rounds.stop();
    expect(kept).toEqual([]);
    const done = rounds.start();
    rounds.stop();
    await end('claude-code', fail('AuthCancelled'));
    await done;
    expect(kept.at(-1)?.steps.map(({ state }) => state)).toContain('waiting');
  });
});
