/**
 * Gemini CLI. Facts: seen with 0.61.0 on Linux with `gemini mcp list`, one setting at a time; order of the
 * layers, list rules, folder trust and what a plain `url` means (streamable HTTP) from its bundle.
 */
import { isWithin } from './app-folders.ts';
import { KIN_EXTRAS, hiddenBy, layerFiles, listsInLayers, refusal, systemFiles } from './gemini-kin.ts';
import type { SettingsLayers } from './gemini-kin.ts';
import { mapClient } from './map-client.ts';
import type { MapFile } from './map-client.ts';
import type { ListSubject, SwitchList } from './map-switch.ts';
import { joinPath, membersAt } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';
import { EVERYWHERE } from './variable-syntax.ts';

const NAME = 'Gemini CLI';

export const geminiCli = mapClient({
  id: 'gemini-cli',
  name: NAME,
  mark: 'M9.6 8a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 0 1 6.8 0ZM13.2 8a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 0 1 6.8 0Z',
  scopes: ['user', 'project', 'managed'],
  reload: 'Start Gemini CLI again, or type /mcp refresh, to apply.',
  // 0.61.0.
  debug: () => ({
    argv: ['gemini', '--debug'],
    tells: 'Gemini CLI starts as usual; F12 opens its debug console.',
  }),
  signInHelp: (server) => ({
    steps: [
      'Start “gemini” in a terminal.',
      `Type “/mcp auth ${server}” there and sign in in the browser that it opens.`,
    ],
    argv: ['gemini'],
  }),
  binaries: ['gemini'],
  addCommand: { scope: 'project', addressNeedsTransport: true },
  markers: (env) => [layersOf(env).user],
  files: (env, projects) => [
    ...layerFiles(layersOf(env), projects),
    settings(enablementFile(env), 'mcp-server-enablement.json'),
    settings(trustFile(env), 'trustedFolders.json'),
    ...extensions(env),
  ],
  format: 'jsonc',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', http: 'http', 'streamable-http': 'http', sse: 'sse' } },
    urls: { httpUrl: 'http', url: 'http' },
    addressWins: true,
    variables: {
      reads: /\$(?:(\w+)|\{([^}]+?)(?::-(?<fallback>[^}]*))?\})/g,
      spell: (name, fallback) => `\${${name}${fallback === undefined ? '' : `:-${fallback}`}}`,
      knowsDefaults: true,
      fills: EVERYWHERE,
    },
    // Older versions take a plain `url` for HTTP+SSE, so the kind is always written.
    writes: { stdio: {}, http: { first: { type: 'http' } }, sse: { first: { type: 'sse' } } },
    ...KIN_EXTRAS,
  },
  enablement: { kind: 'lists', lists },
  refine,
  addNotes: (files, _server, { project }) =>
    project !== null && trust(files, project) !== 'approved'
      ? ['Gemini CLI reads it only after you have trusted the folder in Gemini CLI.']
      : [],
});

function folderOf(env: PathEnv): string {
  return joinPath(env, env.vars['GEMINI_CLI_HOME'] || env.home, '.gemini');
}

function layersOf(env: PathEnv): SettingsLayers {
  return {
    ...systemFiles(env, { folder: 'gemini-cli', mac: 'GeminiCli', prefix: 'GEMINI_CLI' }),
    user: joinPath(env, folderOf(env), 'settings.json'),
    project: (folder) => joinPath(env, folder, '.gemini', 'settings.json'),
  };
}

/** `gemini mcp disable` cannot find any server in 0.61.0, but what it would write works. */
function enablementFile(env: PathEnv): string {
  return joinPath(env, folderOf(env), 'mcp-server-enablement.json');
}

function trustFile(env: PathEnv): string {
  return env.vars['GEMINI_CLI_TRUSTED_FOLDERS_PATH'] || joinPath(env, folderOf(env), 'trustedFolders.json');
}

function settings(path: string, tag: string): MapFile {
  return { scope: 'user', path, tag, role: 'settings' };
}

function extensions(env: PathEnv): readonly MapFile[] {
  const folder = joinPath(env, folderOf(env), 'extensions');
  return env
    .listing(folder)
    .filter((name) => !name.startsWith('.') && !name.endsWith('.json'))
    .toSorted()
    .map((name) => ({
      scope: 'user',
      path: joinPath(env, folder, name, 'gemini-extension.json'),
      tag: `extension-${name}`,
    }));
}

function isExtension({ location }: RawEntry): boolean {
  return location.tag?.startsWith('extension-') ?? false;
}

function plain(name: string): string {
  return name.toLowerCase().trim();
}

/** A layer's `mcp.allowed` and `mcp.excluded` take the place of those of the layers below it. */
function lists(files: ClientFiles, subject: ListSubject): readonly SwitchList[] {
  const means = (item: string, name: string): boolean => plain(item) === plain(name);
  const decisive = (key: string, form: SwitchList['form']): readonly SwitchList[] =>
    listsInLayers(files, layersOf(files.env), subject, { at: ['mcp', key], form, spell: plain, means })
      .filter(({ path, at }) => files.document(path)?.get(at) !== undefined)
      .slice(0, 1);
  const enablement: SwitchList = {
    path: enablementFile(files.env),
    format: 'json',
    at: [],
    form: 'flags',
    spell: plain,
    fixed: null,
  };
  return [enablement, ...decisive('allowed', 'allow'), ...decisive('excluded', 'deny')];
}

function refine(files: ClientFiles, entry: RawEntry): RawEntry {
  const refused = refusal(NAME, files.document(entry.location.path), { skipsMark: false });
  const layers = layersOf(files.env);
  const extension = isExtension(entry);
  const ignored = hiddenBy(NAME, files, layers, entry, extension ? [layers.user, layers.defaults] : []);
  return {
    ...entry,
    ignored: entry.ignored ?? ignored,
    approval: entry.project === null ? null : trust(files, entry.project),
    problem: refused ?? entry.problem,
    readOnly: entry.readOnly || extension,
    suppliedBy: extension ? `the extension ${entry.location.tag?.slice('extension-'.length)}` : null,
  };
}

/** The rule with the longest path decides; trust in folders is on unless the settings say otherwise. */
function trust(files: ClientFiles, project: string): NonNullable<RawEntry['approval']> {
  const { env } = files;
  const { system, user, defaults } = layersOf(env);
  const asked = [system, user, defaults]
    .map((path) => files.document(path)?.get(['security', 'folderTrust', 'enabled']))
    .find((value) => value !== undefined);
  if (asked === false) return 'approved';
  const [rule] = membersAt(files.document(trustFile(env)), [])
    .filter(([path, level]) =>
      isWithin(env, project, level === 'TRUST_PARENT' ? joinPath(env, path, '..') : path),
    )
    .toSorted(([first], [second]) => second.length - first.length);
  if (rule?.[1] === 'DO_NOT_TRUST') return 'rejected';
  return rule?.[1] === 'TRUST_FOLDER' || rule?.[1] === 'TRUST_PARENT' ? 'approved' : 'pending';
}
