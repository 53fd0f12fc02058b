import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskArgs, maskNamed, maskUrl, redactText } from './redact.ts';

const WORD = fc
  .stringMatching(/^[A-Za-z0-9]{12,40}$/)
  .filter((text) => /\d/.test(text) && /[a-z]/i.test(text));
const HEX64 = fc.stringMatching(/^[0-9a-f]{64}$/);
const base64url = (text: string): string => btoa(text).replace(/=+$/, '');
const JWT = fc
  .tuple(WORD, WORD)
  .map(([sub, mark]) => `${base64url('{"alg":"RS256"}')}.${base64url(JSON.stringify({ sub }))}.${mark}`);

/** Secrets that give themselves away, wherever they stand. */
const SHAPED = fc.oneof(
  JWT,
  HEX64,
  WORD.map((text) => `ghp_${text}${text}`),
  WORD.map((text) => `github_pat_${text}_${text}`),
  WORD.map((text) => `sk-proj-${text}${text}`),
  WORD.map((text) => `sk-ant-api03-${text}-${text}`),
  WORD.map((text) => `sk_live_${text}`),
  WORD.map((text) => `xoxb-123456789012-${text}`),
  WORD.map((text) => `glpat-${text}${text}`),
  fc.stringMatching(/^AKIA[0-9A-Z]{16}$/),
  WORD.map((text) => `AIzaSy${text}${text}${text}`),
  WORD.map((text) => `krx_user_${text}`),
  WORD.map((text) => `ya29.${text}${text}`),
  WORD.map((text) => `hf_${text}${text}`),
);

/** Any secret; it must be hidden by where it stands. */
const SECRET = fc.oneof(WORD, SHAPED, fc.uuid());

const NAME = fc.constantFrom(
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'password',
  'api_key',
  'apiKey',
  'X-API-Key',
  'GITHUB_TOKEN',
  'DB_PASS',
  'pwd',
  'appKey',
  'KRUXOS_AGENT_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'code_verifier',
  'private_key',
  'client_assertion',
  'sessionId',
  'connection_string',
  'BASIC_AUTH',
);

const AROUND = fc.constantFrom('', ' ', '(', '"', "'", '[', ',', '\n', '> ');

/** The ways in which secrets stand in answers, logs, config files and diffs. */
const PLACES: readonly ((name: string, secret: string) => string)[] = [
  (name, secret) => `${name}=${secret}`,
  (name, secret) => `${name}: ${secret}`,
  (name, secret) => `${name} = "${secret}"`,
  (name, secret) => `{"${name}":"${secret}","expires_in":3600}`,
  (name, secret) => `{ '${name}' : '${secret}' }`,
  (name, secret) => JSON.stringify({ body: JSON.stringify({ [name]: secret }) }),
  (name, secret) => JSON.stringify(JSON.stringify(JSON.stringify({ [name]: secret }))),
  (name, secret) => `{"error":"x","${name}":"${secret}`,
  (name, secret) => `grant_type=refresh_token&${name}=${secret}&scope=mcp`,
  (name, secret) => `https://a.test/mcp?page=2&${name}=${secret}#top`,
  (name, secret) => encodeURIComponent(`{"${name}":"${secret}"}`),
  (name, secret) => `+      "${name}": "${secret}",`,
  (name, secret) => `-${name} = '''${secret}'''`,
  (name, secret) => `  ${name}: |\n    ${secret}\n  other: 1`,
  (name, secret) => `<${name}>${secret}</${name}>`,
  (name, secret) => `npx server --${name.replaceAll('_', '-')} ${secret}1a`,
  (name, secret) => JSON.stringify({ args: ['-y', `--${name.replaceAll('_', '-')}`, secret, '-v'] }),
  (name, secret) => `+  '--${name.replaceAll('_', '-')}',\n+  '${secret}',`,
  (name, secret) => `export ${name}='${secret}'`,
  (_name, secret) => `Authorization: Bearer ${secret}`,
  (_name, secret) => `AUTHORIZATION:Bearer ${secret}`,
  (_name, secret) => `"authorization": "Basic ${btoa(`me:${secret}`)}"`,
  (_name, secret) => `Authorization: token ${secret}`,
  (_name, secret) => `authorization: ${secret}`,
  (_name, secret) => `Proxy-Authorization: Digest username="me", response="${secret}"`,
  (_name, secret) => `Cookie: theme=dark; sid=${secret}; other=${secret}`,
  (_name, secret) => `set-cookie: sid=${secret}; Path=/; HttpOnly`,
  (_name, secret) => `https://me:${secret}@host.test/mcp`,
  (_name, secret) => `postgres://me:p@${secret}@host.test/db`,
  (_name, secret) => `http://127.0.0.1:5173/callback?code=${secret}&state=${secret}`,
  (_name, secret) => `curl -u me:${secret} https://a.test`,
  (_name, secret) => `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${secret}\n-----END RSA PRIVATE KEY-----`,
];

describe('no secret stays readable', () => {
  it('in any text that names it', () => {
    fc.assert(
      fc.property(NAME, SECRET, fc.constantFrom(...PLACES), AROUND, (name, secret, place, around) => {
        const text = `${around}${place(name, secret)}${around}`;
        expect(redactText(text)).not.toContain(secret);
      }),
      { numRuns: 3000 },
    );
  });

  it('in any text at all, when its form gives it away', () => {
    fc.assert(
      fc.property(SHAPED, AROUND, AROUND, (secret, before, after) => {
        expect(redactText(`the server said ${before}${secret}${after} and ended`)).not.toContain(secret);
        expect(maskNamed('HARMLESS', secret).value).not.toContain(secret);
        expect(maskArgs(['run', secret, `--x=${secret}`]).join(' ')).not.toContain(secret);
        expect(maskUrl(`https://a.test/${secret}/mcp`)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it('as a value, an argument or a part of an address', () => {
    fc.assert(
      fc.property(NAME, SECRET, (name, secret) => {
        expect(maskNamed(name, secret)).toEqual({ value: '••••••', secret: true });
        const flag = `--${name.replaceAll('_', '-')}`;
        expect(maskArgs([flag, secret, `${flag}=${secret}`, '-u', `me:${secret}`]).join(' ')).not.toContain(
          secret,
        );
        expect(maskUrl(`https://u:${secret}@a.test/?${name}=${secret}#${secret}`)).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  it('also when it was masked once already: masking again changes nothing', () => {
    fc.assert(
      fc.property(NAME, SECRET, fc.constantFrom(...PLACES), (name, secret, place) => {
        const once = redactText(place(name, secret));
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is no secret stays readable', () => {
  it.each([
    'WWW-Authenticate: Bearer error="invalid_token", resource_metadata="https://a.test/.well-known/x"',
    'Bearer token required',
    '"token_endpoint":"https://as.test/token","authorization_servers":["https://as.test"]',
    'token_type=Bearer',
    'ghcr.io/github/github-mcp-server@sha256:' + 'a1'.repeat(32),
    'npx -y @scope/token-server@1.2.3',
    '/home/me/.config/secrets/file.txt',
    '550e8400-e29b-41d4-a716-446655440000',
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'max_tokens: 4096',
    'tokenizer = "bpe"',
    '"Authorization": "Bearer {env:TOKEN}"',
    'apiKey: ${{ secrets.KEY }}',
    'password = $PASSWORD',
    'author: someone; monkey=1; keyboard: us; passthrough: yes; compass=1; bypass: on',
    '--key-file /etc/ssl/key.pem --token-url https://as.test/token1',
    'docker run -u 1000:1000 image',
    'git clone git@github.com:owner/repo.git',
    'mailto:me@a.test and me@a.test',
    'the error code=404 was final; state=connected',
    'C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
    '2026-11-28T07:21:19.000Z',
    'bearer_token_env_var = "KFUSE"; env_vars = ["API_KEY"]',
    'API_KEY_FILE=/run/secrets/key',
    'the password is missing and --token is required',
  ])('%s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('in names of packages, paths, versions and ids', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{1,11}$/);
    const harmless = fc.oneof(
      fc.tuple(part, part).map(([scope, name]) => `@${scope}/${name}-mcp@1.2.3`),
      fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `/${parts.join('/')}`),
      fc.tuple(part, part).map(([host, path]) => `https://${host}.test/${path}/mcp`),
      fc.uuid(),
      fc.nat().map((port) => `http://127.0.0.1:${port % 65_536}/mcp`),
    );
    fc.assert(
      fc.property(harmless, (text) => {
        expect(redactText(text)).toBe(text);
        expect(maskArgs(['-y', text])).toEqual(['-y', text]);
      }),
      { numRuns: 1000 },
    );
  });
});
