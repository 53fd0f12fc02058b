/**
 * Qwen Code, a fork of Gemini CLI. Facts: seen with 0.24.4 on Linux with `qwen mcp list`, one setting at a
 * time; that it also reads `.mcp.json`, joins the lists of all layers and binds approvals to a hash of the
 * entry, from its bundle.
 */
import { KIN_EXTRAS, hiddenBy, layerFiles, listsInLayers, refusal, systemFiles } from './gemini-kin.ts';
import type { SettingsLayers } from './gemini-kin.ts';
import { mapClient } from './map-client.ts';
import type { ListSubject, SwitchList } from './map-switch.ts';
import { sharedFiles } from './project-files.ts';
import { qwenApproval, qwenPattern } from './qwen-rules.ts';
import { isRecord, joinPath, textList } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, PathEnv, RawEntry } from './types.ts';
import type { ConfigValue } from '../formats/types.ts';
import { EVERYWHERE } from './variable-syntax.ts';

const NAME = 'Qwen Code';

export const qwenCode = mapClient({
  id: 'qwen-code',
  name: NAME,
  mark: 'M12.2 7.6a4.4 4.4 0 1 1-8.8 0 4.4 4.4 0 0 1 8.8 0ZM9.4 9.4l3.4 3.6',
  scopes: ['user', 'project', 'managed'],
  reload: null,
  // 0.24.4, its folder from its bundle.
  debug: () => ({
    argv: ['qwen', '--debug'],
    tells: 'Qwen Code starts as usual and writes what it does to a file below ~/.qwen/debug.',
  }),
  signInHelp: (server) => ({
    steps: ['Start “qwen” in a terminal.', `Type “/mcp” there, choose ${server}, and use its Auth actions.`],
    argv: ['qwen'],
  }),
  binaries: ['qwen'],
  addCommand: { scope: 'user' },
  markers: (env) => [folderOf(env)],
  files: (env, projects) => [
    ...layerFiles(layersOf(env), projects),
    ...sharedFiles(env, projects, folderOf(env)),
    { scope: 'user', path: approvalsFile(env), role: 'settings', tag: 'mcpApprovals.json' },
  ],
  format: 'jsonc',
  root: ['mcpServers'],
  shape: {
    // `type` means nothing in settings: an address under `url` is HTTP+SSE.
    urls: { httpUrl: 'http', url: 'sse' },
    addressWins: true,
    variables: { reads: /\$(?:(\w+)|\{([^}]+)\})/g, spell: (name) => `\${${name}}`, fills: EVERYWHERE },
    writes: { stdio: {}, http: { url: 'httpUrl' }, sse: {} },
    ...KIN_EXTRAS,
  },
  enablement: { kind: 'lists', lists },
  refine(files, entry, value) {
    // In settings it takes a byte order mark off, in `.mcp.json` it does not.
    const skipsMark = !isShared(entry.location);
    const refused = refusal(NAME, files.document(entry.location.path), { skipsMark });
    const layers = layersOf(files.env);
    const closer = isShared(entry.location) ? [layers.project(entry.project ?? '')] : [];
    const record = files
      .document(approvalsFile(files.env))
      ?.get([approvalKey(files.env, entry.project ?? ''), entry.name]);
    return {
      ...entry,
      ignored: entry.ignored ?? hiddenBy(NAME, files, layers, entry, closer),
      transport: isShared(entry.location) ? sharedKind(entry, value) : entry.transport,
      problem: refused ?? entry.problem,
      approval: entry.project === null ? null : qwenApproval(record, value, isShared(entry.location)),
    };
  },
  addNotes: (_files, _server, { scope }) =>
    scope === 'project' ? ['Qwen Code asks each person on the project to approve this server first.'] : [],
});

function folderOf(env: PathEnv): string {
  return env.vars['QWEN_HOME'] || joinPath(env, env.home, '.qwen');
}

function layersOf(env: PathEnv): SettingsLayers {
  return {
    ...systemFiles(env, { folder: 'qwen-code', mac: 'QwenCode', prefix: 'QWEN_CODE' }),
    user: joinPath(env, folderOf(env), 'settings.json'),
    project: (folder) => joinPath(env, folder, '.qwen', 'settings.json'),
  };
}

function approvalsFile(env: PathEnv): string {
  return env.vars['QWEN_CODE_MCP_APPROVALS_PATH'] || joinPath(env, folderOf(env), 'mcpApprovals.json');
}

function approvalKey(env: PathEnv, project: string): string {
  return env.platform === 'win32' ? project.toLowerCase() : project;
}

/** `.mcp.json` is Claude Code's file and read by its rules: there a `url` of type "http" is one. */
function isShared(location: ConfigLocation): boolean {
  return location.tag === '.mcp.json';
}

function sharedKind(entry: RawEntry, value: ConfigValue): RawEntry['transport'] {
  if (!isRecord(value) || entry.transport === 'unknown') return entry.transport;
  if (entry.command !== null) return 'stdio';
  return value['type'] === 'http' && typeof value['url'] === 'string' ? 'http' : entry.transport;
}

/** `mcp.excluded` counts in every layer; an item with `*` or `?` may mean other servers too. */
function lists(files: ClientFiles, subject: ListSubject): readonly SwitchList[] {
  const layers = layersOf(files.env);
  const excluded = listsInLayers(files, layers, subject, {
    at: ['mcp', 'excluded'],
    form: 'deny',
    means: qwenPattern,
  });
  const allowed = listsInLayers(files, layers, subject, {
    at: ['mcp', 'allowed'],
    form: 'allow',
    means: qwenPattern,
  });
  return [
    ...excluded.map((list) => withoutPatterns(files, list, subject.name)),
    ...joined(files, allowed, subject),
  ];
}

function withoutPatterns(files: ClientFiles, list: SwitchList, name: string): SwitchList {
  const items = textList(files.document(list.path)?.get(list.at));
  const pattern = items.find((item) => item !== name && qwenPattern(item, name));
  if (pattern === undefined || list.fixed !== null) return list;
  return { ...list, fixed: `It is turned off by “${pattern}” in mcp.excluded, which may mean others too.` };
}

/** The allow lists of all layers count as one: it blocks only when none of them has the name. */
function joined(
  files: ClientFiles,
  allowed: readonly SwitchList[],
  { name }: ListSubject,
): readonly SwitchList[] {
  const there = allowed.filter(({ path, at }) => files.document(path)?.get(at) !== undefined);
  const has = there.some(({ path, at }) =>
    textList(files.document(path)?.get(at)).some((item) => qwenPattern(item, name)),
  );
  return has ? [] : there.slice(0, 1);
}
