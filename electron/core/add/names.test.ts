import { expect, test } from 'vitest';
import { suggestName } from './names.ts';

const web = (url: string, taken: readonly string[] = []) =>
  suggestName({ url, command: null, args: [] }, taken);
const program = (line: string) => {
  const [command = '', ...args] = line.split(' ');
  return suggestName({ url: null, command, args }, []);
};

test.each([
  ['https://mcp.notion.com/mcp', 'notion'],
  ['https://mcp.prod-1.octo-mesh.com/mcp', 'octo-mesh-prod-1'],
  ['https://kfuse-prod.acme.io/mcp', 'kfuse-prod'],
  ['https://api.githubcopilot.com/mcp/', 'githubcopilot'],
  ['https://tools.acme.co.uk/mcp', 'acme-tools'],
  ['https://<KLOUDFUSE_URL>/mcp', 'kloudfuse'],
  ['https://<URL>/mcp', 'server'],
  ['http://localhost:3000/mcp', 'local-3000'],
  ['https://me:secret@acme.io/mcp', 'acme'],
  ['https://mcp.example.com/mcp', 'example'],
  ['', 'server'],
])('names %s', (url, name) => {
  expect(web(url)).toBe(name);
});

test.each([
  ['npx -y @modelcontextprotocol/server-everything@latest', 'everything'],
  ['uvx mcp-server-git', 'git'],
  ['docker run -i --rm ghcr.io/github/github-mcp-server:v1', 'github'],
  ['node /srv/mail/dist/index.js', 'mail'],
  ['python3 /srv/weather_server.py', 'weather_server'],
  ['/opt/kruxos/bin/mcp-bridge', 'bridge'],
  ['C:\\Tools\\acme-mcp.exe', 'acme'],
])('names %s', (line, name) => {
  expect(program(line)).toBe(name);
});

test('avoids names that are taken, whatever their case', () => {
  expect(web('https://mcp.notion.com/mcp', ['Notion', 'notion-2'])).toBe('notion-3');
});

test('gives only letters, digits, - and _', () => {
  expect(web('https://bücher.例え.io/mcp')).toMatch(/^[a-z0-9_-]+$/);
  expect(web(`https://${'a'.repeat(500)}.io`).length).toBeLessThanOrEqual(40);
});
