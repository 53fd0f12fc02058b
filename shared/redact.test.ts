import { describe, expect, it } from 'vitest';
import { maskArgs, maskNamed, maskUrl, redactText } from './redact.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl';

describe('redactText', () => {
  it.each([
    ['server_error: token=abc123', 'abc123'],
    ['{"client_secret":"s3cret","url":"https://a.test"}', 's3cret'],
    ['API_KEY = "xyz-1"', 'xyz-1'],
    ['Authorization: Bearer abc.def', 'abc.def'],
    [`got ${JWT} back`, JWT],
    ['https://me:hunter2@host.test/mcp', 'hunter2'],
    ['error: password: hunter2', 'hunter2'],
    ['krx_user_12345', 'krx_user_12345'],
  ])('hides the secret in %s', (text, secret) => {
    expect(redactText(text)).not.toContain(secret);
  });

  it.each([
    'enabled = false',
    '"url": "https://kfuse.test/mcp"',
    'token: ${KFUSE_TOKEN}',
    'bearer_token_env_var = "KFUSE"',
    'the token has expired',
    'args = ["-y", "mcp-remote"]',
  ])('leaves %s as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each(['a', 'a:', 'a.', ' ', '"', 'a:/', '=', 'eyJ'])(
    'takes one pass over a long run of “%s”',
    (piece) => {
      const text = piece.repeat(200_000 / piece.length);
      expect(redactText(text)).toBe(text);
    },
  );
});

describe('masks keep names and hide values', () => {
  it('masks env values by name and by shape, never references', () => {
    expect(maskNamed('KRUXOS_AGENT_TOKEN', 'abc')).toEqual({ value: '••••••', secret: true });
    expect(maskNamed('HARMLESS', JWT).secret).toBe(true);
    expect(maskNamed('API_KEY', '${API_KEY}')).toEqual({ value: '${API_KEY}', secret: false });
    expect(maskNamed('KRUXOS_AGENT_NAME', 'default-agent')).toEqual({
      value: 'default-agent',
      secret: false,
    });
  });

  it('masks user info and secret query parameters of an address', () => {
    expect(maskUrl('https://me:pw@a.test/mcp?api_key=s3cret&page=2#x')).toBe(
      'https://••••••@a.test/mcp?api_key=••••••&page=2#••••••',
    );
    expect(maskUrl('not a url')).toBe('not a url');
  });

  it('masks secrets on a command line, in both spellings', () => {
    expect(maskArgs(['--api-key', 's3cret', '--token=t0ken', '-v', 'file.txt'])).toEqual([
      '--api-key',
      '••••••',
      '--token=••••••',
      '-v',
      'file.txt',
    ]);
  });
});
