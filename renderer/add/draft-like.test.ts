import { describe, expect, it } from 'vitest';
import { MASK } from '../../shared/redact.ts';
import { makeEntry } from '../dev/fixture.ts';
import { serverOf } from './draft.ts';
import { draftLike, placeLike } from './draft-like.ts';

describe('another server like one that is there', () => {
  it('has its fields, and the next free name', () => {
    const kfuse = makeEntry('codex', 'kfuse', { bearerTokenEnvVar: 'KFUSE_TOKEN' });
    expect(serverOf(draftLike(kfuse, ['kfuse', 'kfuse-2']))).toMatchObject({
      name: 'kfuse-3',
      transport: 'http',
      url: 'https://kfuse.example.net/mcp',
      bearerTokenEnvVar: 'KFUSE_TOKEN',
    });
    expect(draftLike(makeEntry('codex', 'kfuse-2'), ['kfuse-2']).name).toBe('kfuse-3');
  });

  it('asks for what is hidden, and keeps references to variables', () => {
    const bridge = makeEntry('claude-code', 'bridge', {
      command: '/opt/bridge',
      args: ['--key', MASK],
      env: [
        { name: 'AGENT_TOKEN', value: MASK, secret: true },
        { name: 'MODE', value: 'fast', secret: false },
      ],
    });
    expect(serverOf(draftLike(bridge, []))).toMatchObject({
      command: '/opt/bridge',
      args: ['--key', '<VALUE>'],
      env: { AGENT_TOKEN: '<AGENT_TOKEN>', MODE: 'fast' },
    });
    const headers = [
      { name: 'X-Region', value: '$REGION', secret: false },
      { name: 'Authorization', value: `Bearer ${MASK}`, secret: true },
    ];
    expect(serverOf(draftLike(makeEntry('codex', 'kfuse', { headers }), [])).headers).toEqual({
      'X-Region': '${REGION}',
      Authorization: 'Bearer <Authorization>',
    });
  });

  it('goes to the same place', () => {
    const choices = { codex: { chosen: false, scope: 'user', project: null } } as const;
    const entry = makeEntry('codex', 'kfuse', { scope: 'project', project: '/srv/app' });
    expect(placeLike(entry, choices)).toEqual({
      codex: { chosen: true, scope: 'project', project: '/srv/app' },
    });
    expect(placeLike({ ...entry, scope: 'managed' }, choices)).toEqual(choices);
  });
});
