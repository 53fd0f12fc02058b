import { describe, expect, test } from 'vitest';
import { only } from './recognise-kit.ts';
import { recognise } from './recognise.ts';

const codexUser = [{ client: 'codex', scope: 'user', project: null, bridge: false }];

describe('codex mcp add and others', () => {
  test('reads an address and the name of its token variable', () => {
    const found = only(
      'codex mcp add kf --url https://kf.acme.io/mcp --bearer-token-env-var KF_TOKEN && codex mcp login kf',
    );
    expect(found).toMatchObject({
      server: { name: 'kf', url: 'https://kf.acme.io/mcp', bearerTokenEnvVar: 'KF_TOKEN' },
      targets: codexUser,
    });
    expect(found.warnings.join(' ')).toContain('in place of a sign-in');
  });

  test('reads a program, and says what is not carried over', () => {
    const found = only(
      'codex mcp add gh --oauth-client-id abc --env K=v -- docker run -i ghcr.io/github/github-mcp-server',
    );
    expect(found.server).toMatchObject({
      command: 'docker',
      args: ['run', '-i', 'ghcr.io/github/github-mcp-server'],
      env: { K: 'v' },
    });
    expect(found.warnings).toContain('--oauth-client-id is not carried over.');
  });

  // Scopes and defaults: the help of each program (Gemini CLI 0.61, Qwen Code 0.24, Copilot CLI 1.0, Auggie 0.36).
  test.each([
    ['gemini mcp add -s user -t http kf https://kf.acme.io/mcp', 'gemini-cli', 'user'],
    ['gemini mcp add -t http kf https://kf.acme.io/mcp', 'gemini-cli', 'project'],
    ['qwen mcp add kf https://kf.acme.io/mcp', 'qwen-code', 'user'],
    ['copilot mcp add --transport http kf https://kf.acme.io/mcp', 'copilot-cli', 'user'],
    ['opencode mcp add kf --url https://kf.acme.io/mcp', 'opencode', 'user'],
    ['amp mcp add --workspace kf https://kf.acme.io/mcp', 'amp', 'project'],
    ['droid mcp add kf https://kf.acme.io/mcp --type http', 'factory-droid', 'user'],
    ['auggie mcp add kf --transport http --url https://kf.acme.io/mcp --local', 'auggie', 'local'],
    ['cline mcp install kf https://kf.acme.io/mcp --transport http', 'cline', 'user'],
    [`code --add-mcp '{"name":"kf","type":"http","url":"https://kf.acme.io/mcp"}'`, 'vscode', 'user'],
    [String.raw`code --add-mcp '{\"name\":\"kf\",\"url\":\"https://kf.acme.io/mcp\"}'`, 'vscode', 'user'],
    ['codex --profile work mcp add kf --url https://kf.acme.io/mcp', 'codex', 'user'],
  ])('reads %j, and where it would write', (text, client, scope) => {
    expect(only(text)).toMatchObject({
      server: { name: 'kf', url: 'https://kf.acme.io/mcp' },
      targets: [{ client, scope, project: null }],
    });
  });

  test('says what else a command would do than we do, and of which client', () => {
    expect(only('gemini mcp add kf https://kf.acme.io/mcp').warnings.join(' ')).toContain(
      'Gemini CLI would take the address for a program',
    );
    expect(only('qwen mcp add kf https://kf.acme.io/mcp').warnings).toEqual([]);
  });

  test('reads a program that is given by options, of clients that we know and do not know', () => {
    const auggie = only('auggie mcp add kf --command /opt/kf --args "--port 9000" --env A=b');
    expect(auggie.server).toMatchObject({ command: '/opt/kf', args: ['--port', '9000'], env: { A: 'b' } });
    const stranger = only('q mcp add --name kf --command npx --args "-y,kf-mcp"');
    expect(stranger).toMatchObject({ targets: [], server: { name: 'kf', args: ['-y', 'kf-mcp'] } });
  });

  test.each([
    ['npx -y @modelcontextprotocol/server-everything@latest stdio', 'everything', {}],
    ['KF_TOKEN=$KF_TOKEN npx -y kf-mcp', 'kf', { KF_TOKEN: '${KF_TOKEN}' }],
    [
      'AGENT=a TOKEN=<64-char hex> /opt/kruxos/bin/mcp-bridge',
      'bridge',
      { AGENT: 'a', TOKEN: '<64-char hex>' },
    ],
    ['C:/Tools/acme-mcp.exe --stdio', 'acme', {}],
    ['npx -y mcp-remote https://mcp.notion.com/mcp', 'notion', {}],
    ['cmd /c npx -y kf-mcp', 'kf', {}],
  ])('reads the line of a program, %j', (text, name, env) => {
    expect(only(text).server).toMatchObject({ name, env, url: null });
  });

  test.each(['/home/me/.codex/config.toml', '/etc/passwd', 'KF_TOKEN=abc'])(
    'makes no program of %j',
    (text) => {
      expect(recognise(text).servers).toEqual([]);
    },
  );
});
