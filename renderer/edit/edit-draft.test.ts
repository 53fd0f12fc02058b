import { describe, expect, it } from 'vitest';
import { makeEntry } from '../dev/fixture.ts';
import { changesOf, editBlock, editDraftOf } from './edit-draft.ts';

const local = makeEntry('codex', 'bridge', {
  command: '/opt/bridge',
  args: ['--token', '••••••', '', 'two\nlines'],
  env: [
    { name: 'API_KEY', value: '••••••', secret: true },
    { name: 'LEVEL', value: 'debug', secret: false },
  ],
});
const remote = makeEntry('codex', 'kfuse', {
  url: 'https://kfuse.test/mcp?key=••••••',
  headers: [{ name: 'X-Team', value: 'sre', secret: false }],
  bearerTokenEnvVar: 'KFUSE_TOKEN',
});
const draft = editDraftOf(local);
const rename = (from: string, to: string) =>
  draft.env.map((row) => (row.name === from ? { ...row, name: to } : row));

describe('changesOf', () => {
  it('sends nothing for a form that was only looked at', () => {
    expect(changesOf(local, draft)).toEqual({});
    expect(changesOf(remote, editDraftOf(remote))).toEqual({});
    expect(editBlock(remote, editDraftOf(remote))).toBeNull();
  });

  it('sends only the field that differs', () => {
    expect(changesOf(local, { ...draft, command: '/opt/bridge2' })).toEqual({ command: '/opt/bridge2' });
  });

  it('keeps stored values by null and leaves out what was removed', () => {
    const env = draft.env.filter(({ name }) => name === 'API_KEY');
    expect(changesOf(local, { ...draft, env })).toEqual({ env: { API_KEY: null } });
    const louder = draft.env.map((row) => (row.name === 'LEVEL' ? { ...row, value: 'trace' } : row));
    expect(changesOf(local, { ...draft, env: louder })).toEqual({ env: { API_KEY: null, LEVEL: 'trace' } });
  });

  it('keeps arguments at their places, the empty one and the one with a line end too', () => {
    const args = draft.args.map((row, index) => (index === 0 ? { ...row, value: '--secret' } : row));
    expect(changesOf(local, { ...draft, args })).toEqual({ args: ['--secret', null, null, null] });
  });

  it('sends a visible argument anew where it has moved', () => {
    const args = draft.args.filter((_, index) => index !== 2);
    expect(changesOf(local, { ...draft, args })).toEqual({ args: [null, null, 'two\nlines'] });
  });

  it('sends a visible value along with its new name', () => {
    expect(changesOf(local, { ...draft, env: rename('LEVEL', 'LOG_LEVEL') })).toEqual({
      env: { API_KEY: null, LOG_LEVEL: 'debug' },
    });
  });

  it('takes the bearer variable away when its field is emptied', () => {
    expect(changesOf(remote, { ...editDraftOf(remote), bearerTokenEnvVar: ' ' })).toEqual({
      bearerTokenEnvVar: null,
    });
  });
});

describe('editBlock', () => {
  it('never writes a mask: a hidden part has to be typed in full', () => {
    expect(editBlock(remote, { ...editDraftOf(remote), url: 'https://new.test/mcp?key=••••••' })).toBe(
      'Type Address in full: a part of it is hidden here.',
    );
    expect(editBlock(local, { ...draft, env: rename('API_KEY', 'OTHER_KEY') })).toBe(
      'Type OTHER_KEY in full: a part of it is hidden here.',
    );
    expect(editBlock(local, { ...draft, args: draft.args.slice(1) })).toContain(
      'Replace the hidden argument',
    );
  });

  it('asks for what a server cannot be without', () => {
    expect(editBlock(local, { ...draft, name: ' ' })).toBe('Give the server a name.');
    expect(editBlock(local, { ...draft, command: '' })).toBe('Fill in the program.');
    expect(editBlock(remote, { ...editDraftOf(remote), url: '' })).toBe('Fill in the address.');
    expect(editBlock(local, { ...draft, env: rename('LEVEL', 'API_KEY') })).toBe(
      'API_KEY stands here twice.',
    );
    expect(editBlock(local, { ...draft, env: rename('LEVEL', '') })).toBe('Give every value a name.');
  });
});
