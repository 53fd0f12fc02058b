import { describe, expect, it } from 'vitest';
import { AUTH_STATES, CONNECTION_STATES, UNKNOWN_AUTH, UNKNOWN_CONNECTION } from './domain.ts';
import { authNeedsYou, authWords, connectionWords, restartWords } from './state-words.ts';

const now = new Date(2026, 10, 20, 14, 0, 0).getTime();
const inFiveMinutes = now + 5 * 60_000;

describe('connectionWords', () => {
  it('tells evidence and age under the state', () => {
    const fact = {
      ...UNKNOWN_CONNECTION,
      state: 'connected',
      evidence: '142 ms',
      checkedAt: now - 8_000,
    } as const;
    expect(connectionWords(fact, { now })).toEqual({
      title: 'Connected',
      detail: '142 ms · 8 s ago',
      tone: 'good',
    });
  });

  it('adds no time when none is asked for', () => {
    const fact = { ...UNKNOWN_CONNECTION, state: 'unreachable', checkedAt: now } as const;
    expect(connectionWords(fact).detail).toBe('no answer');
  });

  it('has words for every state', () => {
    for (const state of CONNECTION_STATES) {
      expect(connectionWords({ ...UNKNOWN_CONNECTION, state }).title).not.toBe('');
    }
  });

  it('never says that an unchecked server is fine', () => {
    expect(connectionWords(UNKNOWN_CONNECTION).tone).toBe('quiet');
  });
});

describe('authWords', () => {
  it('names the owner, how it goes on, and until when', () => {
    const fact = {
      ...UNKNOWN_AUTH,
      state: 'client-managed',
      owner: 'codex',
      refreshable: true,
      expiresAt: inFiveMinutes,
    } as const;
    const words = authWords(fact, { now, ownerName: () => 'Codex' });
    expect(words).toEqual({
      title: 'Signed in',
      detail: 'Codex · renews by itself · until 14:05',
      tone: 'good',
    });
  });

  it('counts down the last hour of a sign-in that nothing renews', () => {
    const fact = { ...UNKNOWN_AUTH, state: 'signed-in', owner: 'mcp-tray', refreshable: false } as const;
    const detail = (minutes: number) =>
      authWords({ ...fact, expiresAt: now + minutes * 60_000 }, { now }).detail;
    expect(detail(120)).toBe('MCP Tray · until 16:00');
    expect(detail(12)).toBe('ends in 12 min, at 14:12 · MCP Tray');
    expect(authWords({ ...fact, state: 'expires-soon', expiresAt: inFiveMinutes }, { now })).toEqual({
      title: 'Sign-in ends soon',
      detail: 'ends in 5 min, at 14:05 · MCP Tray',
      tone: 'attention',
    });
  });

  it('says that a run-out but renewable token renews at the next use', () => {
    const fact = {
      ...UNKNOWN_AUTH,
      state: 'client-managed',
      owner: 'codex',
      refreshable: true,
      expiresAt: now - 1,
    } as const;
    expect(authWords(fact, { now }).detail).toBe('codex · renews at the next use');
  });

  it('claims nothing about a sign-in whose state is not readable', () => {
    const fact = { ...UNKNOWN_AUTH, state: 'client-managed', owner: 'cursor' } as const;
    expect(authWords(fact, { ownerName: () => 'Cursor' })).toEqual({
      title: 'Managed by Cursor',
      detail: 'state unknown',
      tone: 'quiet',
    });
  });

  it('asks for attention before a sign-in ends only when it cannot renew', () => {
    const ending = { ...UNKNOWN_AUTH, state: 'expires-soon', expiresAt: inFiveMinutes } as const;
    expect(authNeedsYou({ ...ending, refreshable: true })).toBe(false);
    expect(authNeedsYou({ ...ending, refreshable: false })).toBe(true);
    expect(authWords({ ...ending, refreshable: false }, { now }).tone).toBe('attention');
  });

  it('has words for every state, and attention exactly where the person is needed', () => {
    for (const state of AUTH_STATES) {
      const fact = { ...UNKNOWN_AUTH, state };
      const words = authWords(fact);
      expect(words.title).not.toBe('');
      expect(words.tone === 'attention').toBe(authNeedsYou(fact));
    }
  });
});

describe('restartWords', () => {
  it('asks for a restart only while something runs with the old list, and says how much', () => {
    expect(restartWords({ name: 'Codex', restart: null })).toBeNull();
    expect(restartWords({ name: 'Claude Desktop', restart: { since: now, running: 1 } })).toEqual({
      title: 'Restart Claude Desktop to apply',
      detail: 'it still runs with the old list',
      tone: 'attention',
    });
    expect(restartWords({ name: 'Codex', restart: { since: now, running: 3 } })?.detail).toBe(
      '3 running sessions still use the old list',
    );
  });
});
