import { describe, expect, test } from 'vitest';
import { recognise } from './recognise.ts';

describe('YAML', () => {
  test('reads a list with names, a map, and what Goose calls extensions, indented as a page has them', () => {
    const { servers } = recognise(
      [
        '- Put this into your file:',
        '  ```yaml',
        '  mcpServers:',
        '    # ours',
        '    - name: docs',
        '      type: streamable-http',
        '      url: https://docs.acme.io/mcp',
        '  ```',
        'mcp:',
        '  servers:',
        '    fetch:',
        '      command: uvx',
        '      args: ["mcp-server-fetch"]',
        'extensions:',
        '  files:',
        '    type: stdio',
        '    cmd: npx',
        '    args:',
        '    - -y',
        '    - files-mcp',
        '    envs: {ROOT: /srv}',
        '  developer:',
        '    type: builtin',
      ].join('\n'),
    );
    expect(servers.map(({ source, server }) => [source, server.name, server.url ?? server.command])).toEqual([
      ['YAML', 'docs', 'https://docs.acme.io/mcp'],
      ['YAML', 'fetch', 'uvx'],
      ['YAML', 'files', 'npx'],
    ]);
    expect(servers[2]?.server).toMatchObject({ args: ['-y', 'files-mcp'], env: { ROOT: '/srv' } });
  });

  test.each([
    'openapi: 3.0.0\nservers:\n  - url: https://api.acme.io/v1\n',
    'spec:\n  servers:\n    - port: 80\n      hosts: ["*"]\n',
    'extensions:\n  - php\n  - yaml\n',
    'mcpServers:\n  a: *nowhere\n',
  ])('finds no server in %j', (text) => {
    expect(recognise(text).servers).toEqual([]);
  });
});
