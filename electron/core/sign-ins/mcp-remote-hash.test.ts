import { describe, expect, it } from 'vitest';
import { mcpRemoteUse } from './mcp-remote-hash.ts';

const URL_OF_SAMPLES = 'http://127.0.0.1:8931/mcp';
const use = (command: string, ...args: string[]) => mcpRemoteUse({ command, args });

describe('how an entry starts mcp-remote', () => {
  it('gives the file name that the real program wrote for an address alone', () => {
    expect(use('npx', '-y', 'mcp-remote', URL_OF_SAMPLES)).toEqual({
      url: URL_OF_SAMPLES,
      version: null,
      hash: '8b9a290a35f1b1b0c27aa5f1a74faecf',
    });
  });

  it('adds resource, parameters and headers, sorted, as they are written', () => {
    const plain = use(
      'npx',
      'mcp-remote',
      '--header',
      'X-B: 2',
      'https://x.test/mcp',
      '9696',
      '--header',
      'A:${T}',
      '--authorize-param',
      'audience=a',
      '--resource',
      'https://r.test/',
    );
    expect(plain?.hash).toBe('fa3058e13f20ba769e9273a8cb2fecc3');
  });

  it('finds the program behind shells, paths and versions', () => {
    const found = [
      use('cmd', '/c', 'npx', '-y', 'mcp-remote@0.1.16', URL_OF_SAMPLES),
      use('/usr/local/bin/mcp-remote', URL_OF_SAMPLES),
      use('C:\\npm\\mcp-remote.cmd', URL_OF_SAMPLES),
      use('bunx', 'mcp-remote@latest', URL_OF_SAMPLES),
    ];
    expect(found.map((one) => one?.version)).toEqual(['0.1.16', null, null, null]);
    expect(new Set(found.map((one) => one?.hash)).size).toBe(1);
  });

  it('says that a header file makes it unknowable', () => {
    expect(use('npx', 'mcp-remote', URL_OF_SAMPLES, '--header-file', '/h')?.hash).toBeNull();
  });

  it('is nothing for other programs and for a missing address', () => {
    const others = [
      use('npx', 'my-mcp-remote-thing', URL_OF_SAMPLES),
      use('npx', 'mcp-remote'),
      use('npx', 'mcp-remote', 'not an address'),
      mcpRemoteUse({ command: null, args: null }),
    ];
    expect(others).toEqual([null, null, null, null]);
  });
});
