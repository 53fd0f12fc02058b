/**
 * Visual Studio Code and Insiders. Not run here: keys from microsoft/vscode (mcpPlatformTypes.ts,
 * mcpConfiguration.ts), paths from add-mcp 2.4.0 and the vendor’s documentation. Switches are kept in the
 * app’s database, which must not be written while it runs, so entries are parked. `inputs` stay untouched.
 */
import { appDataFolder, editorUserFolder } from './app-folders.ts';
import { CWD, ENV_FILE } from './entry-settings.ts';
import { filePath } from './file-link.ts';
import { mapClient } from './map-client.ts';
import type { MapFile } from './map-client.ts';
import { isRecord, joinPath } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientAdapter, PathEnv } from './types.ts';
import { EDITOR } from './variable-syntax.ts';
import type { AskSyntax } from './variable-syntax.ts';

interface Edition {
  readonly id: string;
  readonly name: string;
  readonly mark: string;
  /** Folder of its settings. */
  readonly product: string;
  readonly binary: string;
  /** Of its addresses. */
  readonly scheme: string;
  readonly macApp: string;
}

/** VS Code asks once and keeps the answer encrypted in its own store. */
const INPUTS: AskSyntax = {
  at: ['inputs'],
  question: (id, description) => ({ type: 'promptString', id, description, password: true }),
  spell: (id) => `\${input:${id}}`,
};

export const vscode = edition({
  id: 'vscode',
  name: 'VS Code',
  mark: 'M5.4 5 2.4 8l3 3M10.6 5l3 3-3 3M9 3.4 7 12.6',
  product: 'Code',
  binary: 'code',
  scheme: 'vscode',
  macApp: '/Applications/Visual Studio Code.app',
});

export const vscodeInsiders = edition({
  id: 'vscode-insiders',
  name: 'VS Code Insiders',
  mark: 'M5.4 5 2.4 8l3 3M10.6 5l3 3-3 3M8 6.6v2.8M6.6 8h2.8',
  product: 'Code - Insiders',
  binary: 'code-insiders',
  scheme: 'vscode-insiders',
  macApp: '/Applications/Visual Studio Code - Insiders.app',
});

function edition({ id, name, mark, product, binary, scheme, macApp }: Edition): ClientAdapter {
  return mapClient({
    id,
    name,
    mark,
    scopes: ['user', 'project'],
    reload: `Restart the server in ${name} (“MCP: List Servers”) if it was running.`,
    signInHelp: (server) => ({
      steps: [
        `In ${name}: run “MCP: List Servers” from the Command Palette and choose ${server}.`,
        'Start it, allow the sign-in that is asked for, and sign in in the browser.',
      ],
      out: `To sign out, run “Authentication: Remove Dynamic Authentication Providers” from the Command Palette in ${name}, and choose the one of ${server}.`,
    }),
    // code.visualstudio.com/docs/configure/command-line, “Opening VS Code with URLs”; its MCP file has links to sign in.
    opens({ file, line }) {
      const path = filePath(file, line);
      return {
        label: `Open the file in ${name}`,
        ...(path === null ? {} : { link: `${scheme}://file${path}` }),
        program: {
          names: [binary],
          args: ['--reuse-window', '--goto', line === null ? file : `${file}:${line}`],
        },
      };
    },
    fromDesktop: true,
    binaries: [binary],
    addCommand: { scope: 'user' },
    processes: [],
    markers: (env) => [
      joinPath(env, appDataFolder(env), product),
      ...(env.platform === 'darwin' ? [macApp] : []),
    ],
    files: (env, projects) => [
      ...userFiles(env, product),
      ...projects.map((project) => ({
        scope: 'project' as const,
        project,
        path: joinPath(env, project, '.vscode', 'mcp.json'),
      })),
    ],
    format: 'jsonc',
    root: ['servers'],
    shape: {
      type: { key: 'type', reads: { stdio: 'stdio', http: 'http', sse: 'sse' } },
      variables: EDITOR,
      asks: INPUTS,
      writes: {
        stdio: { first: { type: 'stdio' } },
        http: { first: { type: 'http' } },
        sse: { first: { type: 'sse' } },
      },
      unwrap: textualEnv,
      only: ['dev', 'sandboxEnabled', 'sandbox', 'oauth'],
      settings: [CWD, ENV_FILE],
    },
    enablement: { kind: 'park' },
  });
}

/** The default profile, then the named ones by the ids of their folders. */
function userFiles(env: PathEnv, product: string): readonly MapFile[] {
  const folder = editorUserFolder(env, product);
  const profiles = joinPath(env, folder, 'profiles');
  return [
    { scope: 'user', path: joinPath(env, folder, 'mcp.json') },
    ...env
      .listing(profiles)
      .filter((profile) => !profile.startsWith('.'))
      .toSorted()
      .map((profile) => ({
        scope: 'user' as const,
        path: joinPath(env, profiles, profile, 'mcp.json'),
        tag: `profile-${profile}`,
      })),
  ];
}

/** VS Code allows numbers in `env`, and null for a variable that is to be unset. */
function textualEnv(record: ConfigRecord): ConfigRecord {
  const env = Object.hasOwn(record, 'env') ? record['env'] : undefined;
  if (!isRecord(env)) return record;
  const texts = Object.entries(env).flatMap(([key, value]) =>
    value === null ? [] : [[key, typeof value === 'number' ? String(value) : value] as const],
  );
  return { ...record, env: Object.fromEntries(texts) };
}
