import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { hasReference } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

export interface BridgeServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Characters that `cmd.exe` reads as its own, once for itself and once more inside `npx.cmd`. */
const UNSAFE_FOR_CMD = /[&|<>^%"'!()\s]/;

/**
 * A remote server as a local program: `npx -y mcp-remote <url>` (0.15.1 read: `--header Name:${VAR}` is filled
 * from the environment, plain http off this computer needs `--allow-http`). Header values stay off the command
 * line, where every program can read them. Unsupported when it cannot be written safely.
 */
export function bridgeServer(env: PathEnv, server: NewServer): Result<BridgeServer> {
  const { url } = server;
  if (url === null || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return fail('InvalidRequest', `“${server.name}” has no web address.`, { next: 'Enter the address.' });
  }
  if (env.platform === 'win32' && UNSAFE_FOR_CMD.test(url)) {
    return fail('Unsupported', 'The address holds characters that Windows’ command line would misread.', {
      next: 'Use Settings → Connectors in the app instead.',
    });
  }
  const given = Object.entries(server.headers);
  const odd = given.find(([name, value]) => !/^[A-Za-z0-9_-]+$/.test(name) || hasReference(value));
  if (odd !== undefined || (server.bearerTokenEnvVar ?? '') !== '') {
    const what = odd === undefined ? 'The token variable' : `The header “${odd[0]}”`;
    return fail('Unsupported', `${what} cannot be passed on: the app does not see your shell’s variables.`, {
      next: 'Give the value itself, or use Settings → Connectors in the app instead.',
    });
  }
  const headers = given.map(([name, value], index) => ({ name, value, variable: `MCP_HEADER_${index + 1}` }));
  const args = [
    '-y',
    'mcp-remote',
    url,
    ...headers.flatMap(({ name, variable }) => ['--header', `${name}:\${${variable}}`]),
    ...(needsAllowHttp(url) ? ['--allow-http'] : []),
  ];
  const variables = Object.fromEntries(headers.map(({ variable, value }) => [variable, value]));
  return ok({
    ...(env.platform === 'win32'
      ? { command: 'cmd', args: ['/c', 'npx', ...args] }
      : { command: 'npx', args }),
    env: { ...server.env, ...variables },
  });
}

function needsAllowHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && hostname !== 'localhost' && hostname !== '127.0.0.1';
}
