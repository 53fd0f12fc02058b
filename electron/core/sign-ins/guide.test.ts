import { describe, expect, it } from 'vitest';
import { ADAPTERS, adapterFor } from '../clients/registry.ts';
import { testEntry } from '../status/test-entry.ts';
import { signInGuide } from './guide.ts';

const guideOf = (client: string, change: Parameters<typeof testEntry>[0] = {}) => {
  const adapter = adapterFor(client);
  if (adapter === null) throw new Error(client);
  return signInGuide(adapter, testEntry(change));
};

describe('signing in by hand', () => {
  it.each(ADAPTERS.map(({ id }) => id))('has steps for %s that name the server', (id) => {
    const { steps } = guideOf(id);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.join(' ')).toContain('kfuse');
    for (const step of steps) expect(step).toMatch(/[.)]$/);
  });

  it('gives the client’s own command, and the folder it has to run in', () => {
    expect(guideOf('codex')).toMatchObject({ command: 'codex mcp login kfuse', folder: null });
    const inProject = guideOf('claude-code', { project: '/srv/app' });
    expect(inProject).toMatchObject({ command: 'claude mcp login kfuse', folder: '/srv/app' });
    expect(inProject.steps[0]).toBe('Open a terminal in /srv/app.');
  });

  it('says what can be opened for it, where something can', () => {
    const adapter = adapterFor('zed');
    if (adapter === null) throw new Error('zed');
    expect(signInGuide(adapter, testEntry(), 'Open Zed’s settings').opens).toBe('Open Zed’s settings');
    expect(guideOf('codex').opens).toBeNull();
  });

  it('gives the command to start a client that signs in inside a terminal', () => {
    expect(guideOf('gemini-cli', { project: '/srv/app' })).toMatchObject({
      command: 'gemini',
      folder: '/srv/app',
    });
  });

  it('says how to sign out, but not where a command does that or nothing signs in', () => {
    expect(guideOf('warp').out).toBe(
      'To sign out, open Settings → MCP Servers in Warp and press “Log out” on kfuse.',
    );
    expect(guideOf('windsurf').out).toBe('To sign out, look beside kfuse in Windsurf’s list of MCP servers.');
    const without = ADAPTERS.filter(({ id }) => guideOf(id).out === null).map(({ id }) => id);
    expect(without).toEqual(expect.arrayContaining(['codex', 'claude-code', 'claude-desktop', 'roo-code']));
    expect(without).not.toContain('vscode');
  });

  it('quotes a name that a shell would take apart', () => {
    expect(guideOf('opencode', { name: "it's $HOME" }).command).toBe("opencode mcp auth 'it'\\''s $HOME'");
  });
});
