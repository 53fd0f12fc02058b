import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../formats/edits.ts';
import { readerFor } from '../formats/registry.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import type { ConfigDocument } from '../formats/types.ts';
import { carriedOut, parkedRound } from './adapters-kit.ts';
import { memoryEnv } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation } from './types.ts';

/**
 * Files of real people through every adapter that could meet them. A collection of them, one folder for each client,
 * is not part of this repository: `MCP_TRAY_CORPUS` names it, or it stands beside the checkout. Without one the
 * fixtures are taken, which are files that the clients wrote.
 */
const BESIDE = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'corpus');
const corpus = [process.env['MCP_TRAY_CORPUS'] ?? '', BESIDE].find((folder) => existsSync(folder)) ?? null;
if (corpus === null) console.log('No collection of real files here: the clients’ fixtures are taken alone.');

/** Folders that are not called after one client. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  gemini: ['gemini-cli', 'qwen-code'],
  qwen: ['qwen-code'],
  copilot: ['copilot-cli'],
  factory: ['factory-droid'],
  'roo-cline': ['roo-code', 'cline'],
  vscode: ['vscode', 'vscode-insiders'],
  opencode: ['opencode', 'kilo-code'],
  generic: ['claude-code', 'cursor', 'copilot-cli', 'qwen-code', 'kimi-code', 'warp', 'lm-studio', 'junie'],
  mcphub: ['claude-desktop', 'claude-code'],
};

interface Case {
  readonly file: string;
  readonly adapter: ClientAdapter;
  readonly location: ConfigLocation;
  readonly text: string;
}

function cases(root: string): readonly Case[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:jsonc?|toml|ya?ml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const file = relative(root, path).replaceAll(sep, '/');
      const [folder = ''] = file.split('/');
      const ids = FOLDERS[folder] ?? [folder];
      const text = readFileSync(path, 'utf8');
      return ADAPTERS.filter(({ id }) => ids.includes(id)).flatMap((adapter) =>
        places(adapter, path).map((location) => ({ file, adapter, location, text })),
      );
    });
}

const env = memoryEnv({
  folders: Object.fromEntries(
    ['.copilot', '.qwen', '.kimi-code'].map((folder) => [`/home/user/${folder}`, ['config.json']]),
  ),
});

/** One location of each kind that a file of this name could be; any of the format when none has the name. */
function places(adapter: ClientAdapter, path: string): readonly ConfigLocation[] {
  const extensions: Readonly<Record<string, readonly string[]>> = {
    '.json': ['json', 'jsonc'],
    '.jsonc': ['jsonc'],
    '.toml': ['toml'],
  };
  const formats = extensions[extname(path)] ?? ['yaml'];
  const fitting = adapter
    .locations(env, ['/p'])
    .filter(({ role, format }) => role === 'servers' && formats.includes(format));
  const named = fitting.filter((one) => path.endsWith(basename(one.path)));
  return (named.length > 0 ? named : fitting.slice(0, 1)).slice(0, 2);
}

function filesWith(adapter: ClientAdapter, { path }: ConfigLocation, document: ConfigDocument): ClientFiles {
  const locations = adapter.locations(env, ['/p']);
  return { env, locations, document: (one) => (one === path ? document : null) };
}

const found = [
  ...cases(join(import.meta.dirname, '__fixtures__')),
  ...(corpus === null ? [] : cases(corpus)),
];

/** What a person would stumble over when reading the file here. */
function oddities({ adapter, location, text }: Case): readonly string[] {
  const parsed = readerFor(location.format).parse(text);
  if ('problem' in parsed) {
    const { line, column, message } = parsed.problem;
    return line !== null && column !== null && /^[A-Z].*\.$/.test(message) ? [] : [`problem ${message}`];
  }
  return adapter.entries(filesWith(adapter, location, parsed.document)).flatMap((entry) => {
    const { name, transport, problem, ignored, readOnly } = entry;
    const explained = problem !== null || ignored !== null || readOnly;
    const silent = [name, problem, ignored?.reason, entry.disabledBy].includes('');
    return silent || (transport === 'unknown' && !explained) ? [name] : [];
  });
}

/** The file's text after each entry was removed or switched and that was taken back; refusals are left out. */
function textsAfter({ adapter, location, text }: Case): readonly string[] {
  const parsed = readerFor(location.format).parse(text);
  if ('problem' in parsed) return [];
  const files = filesWith(adapter, location, parsed.document);
  return adapter.entries(files).flatMap((entry) => {
    const removal = adapter.remove(files, entry);
    const removed = (removal.ok ? removal.value.edits : []).flatMap(({ ops }) => {
      const edited = verifiedEdit(parsed.document, ops);
      if (edited.ok) return [applyEdits(edited.value.text, edited.value.inverse)];
      return ['ConfigTooComplex', 'EntryAmbiguous'].includes(edited.error.code) ? [] : [edited.error.code];
    });
    if (entry.enablement === 'unsupported') return removed;
    const plan = adapter.setEnabled(files, entry, !entry.enabled);
    if (plan === 'park') return [...removed, parkedRound(files, entry).back];
    if (!plan.ok) return removed;
    return [
      ...removed,
      carriedOut(files, plan.value, { [location.path]: text }).inverse()[location.path] ?? '',
    ];
  });
}

describe.each(found)('$file as $adapter.name reads $location.path', (one) => {
  it('is read, or its problem has a place and words', () => {
    expect(oddities(one)).toEqual([]);
  });

  it('has each entry removed, switched and put back without another byte changing', () => {
    expect(textsAfter(one).filter((text) => text !== one.text)).toEqual([]);
  });
});

it('meets a file of every client that keeps one', () => {
  const met = new Set(found.map(({ adapter }) => adapter.id));
  const without = ADAPTERS.filter(({ id, scopes }) => scopes.length > 0 && !met.has(id)).map(({ id }) => id);
  expect(without).toEqual([]);
});
