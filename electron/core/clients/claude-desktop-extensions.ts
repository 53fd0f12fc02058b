/**
 * Extensions of Claude Desktop (`.mcpb`, formerly `.dxt`). Not run here: folders and `isEnabled` as several third
 * parties of 2026 write them, the manifest as of MCPB 0.3. One without settings was not started by the app.
 */
import type { ConfigValue } from '../formats/types.ts';
import { blankEntry, fieldReader, isList, isRecord, joinPath } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, PathEnv, RawEntry } from './types.ts';

const MANIFEST = 'manifest.json';

/** For each extension its manifest, and its settings where it has some. `folder`: where the app keeps its files. */
export function extensionLocations(env: PathEnv, folder: string): readonly ConfigLocation[] {
  const settings = env.listing(joinPath(env, folder, 'Claude Extensions Settings'));
  const extensions = joinPath(env, folder, 'Claude Extensions');
  return env
    .listing(extensions)
    .filter((id) => !id.startsWith('.') && env.listing(joinPath(env, extensions, id)).includes(MANIFEST))
    .toSorted()
    .flatMap((id) => [
      location(joinPath(env, extensions, id, MANIFEST), 'servers', `extension ${id}`),
      ...(settings.includes(`${id}.json`)
        ? [location(settingsFile(env, extensions, id), 'settings', `settings of ${id}`)]
        : []),
    ]);
}

export function isExtension({ tag }: ConfigLocation): boolean {
  return tag?.startsWith('extension ') ?? false;
}

function settingsFile(env: PathEnv, extensions: string, id: string): string {
  return joinPath(env, extensions, '..', 'Claude Extensions Settings', `${id}.json`);
}

function location(path: string, role: ConfigLocation['role'], tag: string): ConfigLocation {
  return {
    client: 'claude-desktop',
    scope: 'user',
    project: null,
    path,
    format: 'json',
    role,
    tag,
    ignored: null,
  };
}

/** The one server of an extension; none for a manifest that names no program. */
export function extensionEntries(files: ClientFiles, at: ConfigLocation): readonly RawEntry[] {
  const { env } = files;
  const document = files.document(at.path);
  const program = document?.get(['server', 'mcp_config']);
  if (!isRecord(program)) return [];
  const folder = joinPath(env, at.path, '..');
  const id = (at.tag ?? '').slice('extension '.length);
  const settings = files.document(settingsFile(env, joinPath(env, folder, '..'), id));
  const filled = (text: string): readonly string[] => fill(text, folder, settings?.get(['userConfig']));
  const one = (text: string): string => filled(text).join(',');
  const read = fieldReader(program);
  const command = read.text('command');
  const name = document?.get(['name']);
  const shown = document?.get(['display_name']);
  const enabled = settings?.get(['isEnabled']) === true;
  return [
    {
      ...blankEntry(at, typeof name === 'string' && name !== '' ? name : id, ['server', 'mcp_config']),
      transport: command === null ? 'unknown' : 'stdio',
      command: command === null ? null : one(command),
      args: read.texts('args')?.flatMap(filled) ?? null,
      env: Object.fromEntries(Object.entries(read.map('env')).map(([key, value]) => [key, one(value)])),
      problem: read.problems[0] ?? (command === null ? 'The extension names no program.' : null),
      readOnly: true,
      suppliedBy: `the extension “${typeof shown === 'string' ? shown : id}”`,
      enabled,
      disabledBy: enabled ? null : 'in Claude Desktop under Settings → Extensions',
    },
  ];
}

/** References to its folder and to what the person answered it; a list as a whole argument becomes several. */
function fill(text: string, folder: string, answers: ConfigValue | undefined): readonly string[] {
  const own = (key: string): ConfigValue | undefined =>
    isRecord(answers) && Object.hasOwn(answers, key) ? answers[key] : undefined;
  const whole = own(/^\$\{user_config\.(\w+)\}$/.exec(text)?.[1] ?? '');
  if (isList(whole)) return whole.filter((item) => typeof item === 'string');
  const filled = text
    .replaceAll('${__dirname}', () => folder)
    .replaceAll(/\$\{user_config\.(\w+)\}/g, (reference, key: string) => {
      const value = own(key);
      // Secrets stand there encrypted, and stay references.
      const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return plain && !String(value).startsWith('__encrypted__') ? String(value) : reference;
    });
  return [filled];
}
