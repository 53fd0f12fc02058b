import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newServerSchema } from '../../../shared/actions.ts';
import { only } from './recognise-kit.ts';
import { recognise } from './recognise.ts';

const claude = (scope: string) => [{ client: 'claude-code', scope, project: null, bridge: false }];
const codexUser = [{ client: 'codex', scope: 'user', project: null, bridge: false }];

describe('addresses', () => {
  test.each([
    ['https://mcp.notion.com/mcp', 'notion', 'https://mcp.notion.com/mcp', 'http'],
    ['  <https://mcp.linear.app/sse> ', 'linear', 'https://mcp.linear.app/sse', 'sse'],
    ['mcp.acme.io/mcp', 'acme', 'https://mcp.acme.io/mcp', 'http'],
    ['localhost:3000/mcp', 'local-3000', 'http://localhost:3000/mcp', 'http'],
    ['tools: https://t.acme.io/mcp', 'tools', 'https://t.acme.io/mcp', 'http'],
    ['Endpoint: https://t.acme.io/mcp', 'acme-t', 'https://t.acme.io/mcp', 'http'],
    ['tools,https://t.acme.io/mcp,prod', 'tools', 'https://t.acme.io/mcp', 'http'],
  ])('reads %j', (text, name, url, transport) => {
    expect(only(text)).toMatchObject({
      source: 'a web address',
      server: { name, url, transport },
      targets: [],
    });
  });

  test('reads a list of them', () => {
    const { servers } = recognise('- kf-prod https://a.acme.io/mcp\n- https://b.acme.io/mcp\n');
    expect(servers.map(({ server }) => server.name)).toEqual(['kf-prod', 'acme-b']);
  });

  test('reads a table of names and addresses, and decodes what the source of a page has for < and &', () => {
    const { servers } = recognise(
      'name,url\nkf,https://kf.acme.io/mcp?a=1&amp;b=2\n"x","https://&lt;HOST&gt;/mcp"\n',
    );
    expect(servers.map(({ server, placeholders }) => [server.name, server.url, placeholders.length])).toEqual(
      [
        ['kf', 'https://kf.acme.io/mcp?a=1&b=2', 0],
        ['x', 'https://<HOST>/mcp', 1],
      ],
    );
  });

  test('takes from prose only those that are surely meant', () => {
    const text = 'See https://docs.acme.io/guide. Connect to https://mcp.acme.io/mcp, please.';
    expect(only(text).server.url).toBe('https://mcp.acme.io/mcp');
  });

  test.each([
    ['http://10.0.0.1/mcp', 'not encrypted'],
    ['wss://acme.io/mcp', 'WebSocket'],
    ['ftp://acme.io/mcp', 'must start with https://'],
    ['https://me:pass@acme.io/mcp', 'user name or password'],
    ['https://acme.io:99999/mcp', 'not valid'],
  ])('says why %s cannot be saved', (text, words) => {
    expect(only(text).problems.join(' ')).toContain(words);
  });

  test('allows http on this computer', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect(only(`http://${host}:1234/mcp`).problems).toEqual([]);
    }
  });
});

describe('claude mcp add', () => {
  const url = 'https://kf.acme.io/mcp';

  test.each([
    [`claude mcp add --transport http --scope user kf ${url}`, 'user'],
    [`claude mcp add kf ${url} -t http -s project`, 'project'],
    [`claude mcp add --scope=user --transport=http kf ${url}`, 'user'],
    [`$ claude mcp add kf ${url} \\\n  --transport http`, 'local'],
    [`PS C:\\Users\\me> claude mcp add --transport http kf \`\n  ${url}`, 'local'],
    [`npx -y @anthropic-ai/claude-code@latest mcp add -t http kf "${url}"`, 'local'],
    [`claude mcp add —transport http “kf” ${url}`, 'local'],
    [`claude --debug mcp add --transport http kf ${url}.`, 'local'],
    [`claude mcp add --transport http "kf" '${url}' --scope "user"`, 'user'],
  ])('reads %j', (text, scope) => {
    expect(only(text)).toMatchObject({
      server: { name: 'kf', transport: 'http', url },
      targets: claude(scope),
    });
  });

  test('reads headers and variables, several per flag', () => {
    const { server, warnings } = only(
      `claude mcp add -t http kf ${url} -H "Authorization: Bearer s3cr3t" "X-Team: 1" --header 'X-B: a: b'`,
    );
    expect(server.headers).toEqual({ Authorization: 'Bearer s3cr3t', 'X-Team': '1', 'X-B': 'a: b' });
    expect(warnings.join(' ')).toContain('plain text');
    expect(warnings.join(' ')).toContain('takes the place of a sign-in');
    expect(JSON.stringify(warnings)).not.toContain('s3cr3t');
  });

  test('does not warn of plain text when a header holds a reference', () => {
    const { warnings } = only(
      `claude mcp add -t http kf ${url} --header "Authorization: Bearer \${KF_TOKEN}"`,
    );
    expect(warnings.join(' ')).not.toContain('plain text');
    expect(warnings.join(' ')).toContain('takes the place of a sign-in');
  });

  test('keeps the flags after an address that is still a placeholder', () => {
    const { server, placeholders } = only(
      'claude mcp add kf <URL> -t http --header "Authorization: Bearer <T>"',
    );
    expect(server).toMatchObject({
      transport: 'http',
      url: '<URL>',
      headers: { Authorization: 'Bearer <T>' },
    });
    expect(placeholders.map(({ text }) => text)).toEqual(['<URL>', '<T>']);
  });

  test('keeps the variables of a shell as references, which a client can replace', () => {
    const web = only('claude mcp add -t http kf https://$HOST/mcp -H "Authorization: Bearer $KF_TOKEN"');
    expect(web.server).toMatchObject({
      url: 'https://${HOST}/mcp',
      headers: { Authorization: 'Bearer ${KF_TOKEN}' },
    });
    const program = only(
      "claude mcp add kf -e TOKEN=$TOKEN -e PASS='pa$word' -- docker run -e TOKEN=$TOKEN img/x",
    );
    expect(program.server.env).toEqual({ TOKEN: '${TOKEN}', PASS: 'pa$word' });
    expect(program.server.args).toContain('TOKEN=${TOKEN}');
  });

  test('asks for what only a shell would have worked out', () => {
    const { placeholders } = only(
      'claude mcp add -t http kf https://kf.acme.io/mcp -H "Authorization: Bearer $(cat ~/.kf-token)"',
    );
    expect(placeholders).toEqual([{ field: 'headers.Authorization', text: '<output of cat ~/.kf-token>' }]);
  });

  test('names no server after a variable of a loop', () => {
    expect(only('for i in a b; do claude mcp add -t http $i https://kf.acme.io/mcp; done').server.name).toBe(
      'acme-kf',
    );
  });

  test('ends a command at a semicolon, also without a space', () => {
    const text = `claude mcp add -t http a ${url};claude mcp add -t http b ${url}2`;
    expect(recognise(text).servers.map(({ server }) => server.url)).toEqual([url, `${url}2`]);
  });

  test('reads a program with its own flags', () => {
    const { server } = only(
      `claude mcp add fs -e A=1 B="x y" -- npx -y @acme/server-files --root '/tmp/a b' -t z`,
    );
    expect(server).toMatchObject({
      name: 'fs',
      transport: 'stdio',
      command: 'npx',
      args: ['-y', '@acme/server-files', '--root', '/tmp/a b', '-t', 'z'],
      env: { A: '1', B: 'x y' },
    });
  });

  test('reads an address without a transport as a server, and says so', () => {
    const { server, warnings } = only(`claude mcp add kf ${url}`);
    expect(server).toMatchObject({ transport: 'http', url });
    expect(warnings.join(' ')).toContain('names no transport');
  });

  test('blocks an address given as a program', () => {
    const claudeLine = only(`claude mcp add -t stdio kf ${url}`);
    const codexLine = only(`codex mcp add kf -- ${url}`);
    for (const { problems } of [claudeLine, codexLine]) {
      expect(problems.join(' ')).toContain('cannot be started as a program');
    }
  });

  test.each([
    `claude mcp add-json kf '{"type":"http","url":"${url}"}' --scope user`,
    `claude mcp add-json -s user kf "{\\"type\\":\\"http\\",\\"url\\":\\"${url}\\"}"`,
    `claude mcp add-json kf -s user '{\n  "type": "http",\n  "url": "${url}"\n}'`,
  ])('reads %j', (text) => {
    expect(only(text)).toMatchObject({
      server: { name: 'kf', transport: 'http', url },
      targets: claude('user'),
    });
  });

  test('reads several lines and chains, and leaves comments', () => {
    const text = [
      '# first',
      'claude mcp add -t http a https://a.acme.io/mcp && claude mcp add -t sse b https://b.acme.io/x; echo done',
      '# claude mcp add -t http c https://c.acme.io/mcp',
    ].join('\n');
    expect(recognise(text).servers.map(({ server }) => [server.name, server.transport])).toEqual([
      ['a', 'http'],
      ['b', 'sse'],
    ]);
  });

  test('keeps & within an address', () => {
    const { server } = only('claude mcp add -t http a https://a.acme.io/mcp?x=1&y=2');
    expect(server.url).toBe('https://a.acme.io/mcp?x=1&y=2');
  });

  test('is read in prose and in code marks, up to where it ends', () => {
    const prose = `Now run claude mcp add --transport http kf ${url} and don't forget to restart.`;
    expect(only(prose).server.url).toBe(url);
    expect(only('Use `claude mcp add kf -- npx -y kf-mcp` and wait.').server.args).toEqual(['-y', 'kf-mcp']);
  });

  test.each([
    'claude mcp add',
    'claude mcp add <name> <url>',
    'claude mcp add --transport http <name> <url>',
    'claude mcp add [options] <name> <commandOrUrl> [args...]',
    'Re-run the claude mcp add command with a different name.',
    'claude mcp add command with another name',
    'claude mcp remove kf\nclaude mcp login <name>bash\nclaude mcp get kf\nclaude mcp list',
    'claude mcp add-from-claude-desktop',
    'codex mcp login <name>bash',
    'codex mcp add <name> --url <url>',
    'pass it tocodex mcp add kf',
  ])('makes no server of %j', (text) => {
    expect(recognise(text).servers).toEqual([]);
  });
});

describe('JSON', () => {
  test.each([
    '{"mcpServers":{"kf":{"type":"http","url":"https://kf.acme.io/mcp"}}}',
    '{"servers":{"kf":{"type":"streamable-http","url":"https://kf.acme.io/mcp"}}}',
    '{"mcp":{"kf":{"type":"remote","url":"https://kf.acme.io/mcp","enabled":true}}}',
    '{"editor":{"mcp":{"servers":{"kf":{"url":"https://kf.acme.io/mcp"}}}}}',
    '"mcpServers": {"kf":{"serverUrl":"https://kf.acme.io/mcp"}}',
    '"kf": {"httpUrl":"https://kf.acme.io/mcp"},',
    '{"kf":{"url":"https://kf.acme.io/mcp"}}',
    '{"name":"kf","url":"https://kf.acme.io/mcp"}',
    '{"mcpServers":{"kf":{"transport":{"type":"streamableHttp","url":"https://kf.acme.io/mcp"}}}}',
    'Add:\n\n```jsonc\n{\n  // ours\n  "mcpServers": { "kf": { "url": "https://kf.acme.io/mcp", }, },\n}\n```\nDon’t "forget.',
  ])('reads %j', (text) => {
    expect(only(text)).toMatchObject({
      source: 'JSON',
      server: { name: 'kf', transport: 'http', url: 'https://kf.acme.io/mcp' },
    });
  });

  test('reads a command written as an object', () => {
    const text = '{"context_servers":{"a":{"command":{"path":"npx","args":["x"],"env":{"K":"v"}}}}}';
    expect(only(text).server).toMatchObject({ name: 'a', command: 'npx', args: ['x'], env: { K: 'v' } });
  });

  test('names an entry that has no name after its host', () => {
    expect(only('{"url":"https://mcp.acme.io/mcp"}').server.name).toBe('acme');
  });

  test('reads a program given as one array, numbers in variables, and names that are special in JavaScript', () => {
    const { servers } = recognise(
      '{"mcpServers":{"__proto__":{"command":["npx","x"],"environment":{"PORT":80}},"constructor":{"command":"y"}}}',
    );
    expect(servers.map(({ server }) => [server.name, server.command, server.args, server.env])).toEqual([
      ['__proto__', 'npx', ['x'], { PORT: '80' }],
      ['constructor', 'y', [], {}],
    ]);
  });

  test('asks for VS Code inputs as placeholders', () => {
    const found = only('{"servers":{"a":{"url":"https://a.acme.io","headers":{"X-Key":"${input:key}"}}}}');
    expect(found.placeholders).toEqual([{ field: 'headers.X-Key', text: '${input:key}' }]);
  });

  test('keeps references to variables, however the client of the snippet spells them', () => {
    const env = '{"A":"$KF_TOKEN","B":"pa$word","C":"{env:C}","D":"${env:D}","E":"${{ secrets.E }}"}';
    expect(only(`{"mcpServers":{"a":{"command":"x","env":${env}}}}`).server.env).toEqual({
      A: '${KF_TOKEN}',
      B: 'pa$word',
      C: '${C}',
      D: '${D}',
      E: '${E}',
    });
  });

  test('takes along what other clients have too, in milliseconds, and says what stays behind', () => {
    const members = {
      command: 'x',
      cwd: '/srv',
      timeout: 60,
      includeTools: ['a'],
      alwaysAllow: ['a'],
      autoApprove: [],
      envFile: '/path/to/.env',
      disabled: false,
    };
    const found = only(JSON.stringify({ mcpServers: { a: members } }));
    expect(found.server.settings).toEqual({ cwd: '/srv', timeout: 60_000, allowTools: ['a'] });
    expect(found.warnings).toEqual(['“alwaysAllow” is not carried over.', '“envFile” is not carried over.']);
    const millis = only('{"mcpServers":{"a":{"command":"x","timeout":30000}}}');
    expect(millis.server.settings).toEqual({ timeout: 30_000 });
  });

  test.each([
    '{"name":"pkg","repository":{"type":"git","url":"https://github.com/a/b"}}',
    '{"openapi":"3.1.0","servers":[{"url":"https://api.acme.io"}]}',
    '{"tool":"authenticate","parameters":{"tenantId":"x"}}',
    '{"url":"https://hook.acme.io","method":"POST"}',
    '{}',
  ])('finds no server in %j', (text) => {
    expect(recognise(text).servers).toEqual([]);
  });

  test('names the line of JSON that has a mistake', () => {
    const { servers, hints } = recognise('Put this in:\n{"mcpServers":{"a":{"command":"x" "args":[]}}}');
    expect(servers).toEqual([]);
    expect(hints).toEqual(['The JSON that starts at line 2 has a mistake, so it was left out.']);
  });
});

describe('TOML', () => {
  test('reads tables with sub-tables, quoted names and lists over several lines', () => {
    const { servers } = recognise(
      [
        'Edit the file:',
        '[mcp_servers.a]',
        'command = "npx"',
        'args = [',
        '  "-y", # yes',
        '  "pkg",',
        ']',
        '',
        '[mcp_servers.a.env]',
        'K = "v"',
        'Then go on.',
        '[mcp_servers."b c"]',
        'url = "https://b.acme.io"',
        'env_http_headers = { X-Key = "VAR" }',
        '[profiles.x]',
        'url = "https://no.acme.io"',
      ].join('\n'),
    );
    expect(servers.map(({ server }) => server)).toMatchObject([
      { name: 'a', command: 'npx', args: ['-y', 'pkg'], env: { K: 'v' } },
      { name: 'b c', url: 'https://b.acme.io', headers: { 'X-Key': '${VAR}' } },
    ]);
    expect(servers[0]?.targets).toEqual(codexUser);
  });

  test('reads inline tables under one header', () => {
    expect(only('[mcp_servers]\nkf = { url = "https://kf.acme.io/mcp" }\n').server.name).toBe('kf');
  });

  test('says which table has a mistake', () => {
    expect(recognise('[mcp_servers.bad]\nurl = oops\n').hints).toEqual([
      'The TOML under [mcp_servers.bad] has a mistake, so it was left out.',
    ]);
  });
});

describe('merging', () => {
  test('unites what two mentions say, and prefers the one that is complete', () => {
    const found = only(
      'claude mcp add -t http kf https://<HOST>/mcp\ncodex mcp add kf --url https://kf.acme.io/mcp',
    );
    expect(found.server.url).toBe('https://kf.acme.io/mcp');
    expect(found.targets).toEqual([...claude('local'), ...codexUser]);
    expect(found.warnings.join(' ')).toContain('another address');
  });

  test('takes settings along only when every mention of a server has them', () => {
    const table = '[mcp_servers.kf]\nurl = "https://kf.acme.io/mcp"\nenabled_tools = ["search"]\n';
    expect(only(table).server.settings).toEqual({ allowTools: ['search'] });
    const page = only(`codex mcp add kf --url https://kf.acme.io/mcp\nTo restrict the tools:\n${table}`);
    expect(page.server.settings).toBeUndefined();
    expect(page.warnings).toEqual(['Settings that only a part of the text names are left out.']);
  });

  test('joins a mention without a name to the server with the same address', () => {
    const text = `{"url":"https://kf.acme.io/mcp"}\nclaude mcp add -t http tools https://kf.acme.io/mcp/`;
    expect(only(text).server.name).toBe('tools');
  });
});

describe('secrets', () => {
  test('blocks a token on the command line, and says nothing of what it is', () => {
    const user = only('{"mcpServers":{"k":{"command":"/opt/bridge","args":["--token","krx_user_abc123"]}}}');
    expect(user.problems.join(' ')).toContain('KruxOS user token');
    const github = only('codex mcp add gh -- npx gh-mcp ghp_0123456789abcdefghij');
    expect(github.problems.join(' ')).toContain('command line');
    expect(JSON.stringify([user.problems, github.problems])).not.toMatch(/abc123|0123456789/);
  });

  test('does not take an image digest for a token', () => {
    expect(only(`codex mcp add x -- docker run img@sha256:${'ab'.repeat(32)}`).problems).toEqual([]);
  });

  test('warns of a plain secret in a variable, not of a reference', () => {
    expect(only('codex mcp add x --env API_TOKEN=abc -- npx y-mcp').warnings.join(' ')).toContain(
      '${API_TOKEN}',
    );
    expect(only('codex mcp add x --env API_TOKEN=${API_TOKEN} -- npx y-mcp').warnings).toEqual([]);
  });
});

describe('any text', () => {
  const pieces = [
    'claude mcp add ',
    'codex mcp add ',
    '-t http ',
    '--',
    '--url ',
    '-e A=',
    'https://a.io/mcp',
    '<x>',
    '`',
    '"',
    "'",
    '“',
    '{',
    '}',
    '[',
    ']',
    '{"mcpServers":',
    '{"a":{"command":"x"}}',
    '[mcp_servers.a]\n',
    'url = "x"\n',
    '\\\n',
    '\n',
    ' ',
    '#',
    '/*',
    '//',
    '…',
    '${',
    'your-',
    'example.com',
    '=',
    ';',
    '&&',
    '\u0000',
    '\ud800',
    '__proto__',
    '$A',
    '&lt;',
    'mcpServers:\n',
    '  - name: a\n',
    'extensions:\n  a: *a\n',
    'claude -a ',
    'cursor://mcp/install?config=',
    'vscode:mcp/install?%7B',
  ];
  const knots = [
    'claude mcp add "{ \'{ “{ ',
    '“{',
    'claude mcp add x ‘a ',
    '{"command": x}',
    '[mcp_servers.a]\nx=[\n',
    'a.',
  ];

  test('never throws, and everything found could be sent to the core', () => {
    const piece = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (parts) => {
        for (const { server } of recognise(parts.join('')).servers) {
          expect(newServerSchema.safeParse(server).success).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  // A step that is quadratic over 200,000 characters would run for minutes, into the test's time-out.
  test.each([...pieces, ...knots])(
    'reads 200,000 characters of %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(250_000 / piece.length));
      expect(recognise(text).servers.length).toBeLessThanOrEqual(50);
    },
    20_000,
  );

  test('keeps to fifty servers', () => {
    const text = Array.from(
      { length: 80 },
      (_, index) => `codex mcp add s${index} --url https://a.io/${index}`,
    );
    const { servers, hints } = recognise(text.join('\n'));
    expect(servers.length).toBe(50);
    expect(hints).toEqual(['Only the first 50 servers are shown.']);
  });
});
