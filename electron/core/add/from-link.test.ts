import { describe, expect, test } from 'vitest';
import { only } from './recognise-kit.ts';
import { recognise } from './recognise.ts';

describe('install links', () => {
  const config = '{"url":"https://kf.acme.io/mcp"}';
  const [base64, encoded] = [encodeURIComponent(btoa(config)), encodeURIComponent(config)];
  const named = encodeURIComponent('{"name":"kf","url":"https://kf.acme.io/mcp"}');

  test.each([
    `cursor://anysphere.cursor-deeplink/mcp/install?name=kf&config=${base64}`,
    `[![Add](https://cursor.com/deeplink/dark.svg)](https://cursor.com/en/install-mcp?name=kf&config=${base64})`,
    `lmstudio://add_mcp?name=kf&config=${base64}`,
    `https://kiro.dev/launch/mcp/add?name=kf&config=${encoded}`,
    `vscode:mcp/install?${named}`,
    `https://insiders.vscode.dev/redirect/mcp/install?name=kf&config=${encoded}`,
    `https://vscode.dev/redirect?url=${encodeURIComponent(`vscode:mcp/install?${named}`)}`,
  ])('reads %j', (text) => {
    expect(only(text)).toMatchObject({
      source: 'an install link',
      server: { name: 'kf', url: 'https://kf.acme.io/mcp' },
    });
  });

  test('reads the program in a link for Goose', () => {
    const { server } = only('goose://extension?cmd=npx&arg=-y&arg=%40acme%2Fkf-mcp&id=kf&name=The%20Kf');
    expect(server).toMatchObject({ name: 'kf', command: 'npx', args: ['-y', '@acme/kf-mcp'] });
  });

  test('never takes a link that holds nothing for the address of a server', () => {
    const { servers, hints } = recognise('https://cursor.com/install-mcp?name=kf&config=%21%21');
    expect(servers).toEqual([]);
    expect(hints.join(' ')).toContain('paste the address or command it stands for');
  });
});
