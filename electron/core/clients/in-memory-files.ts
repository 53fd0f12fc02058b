import { verifiedEdit } from '../formats/verified-edit.ts';
import { readerFor } from '../formats/registry.ts';
import type { ConfigDocument } from '../formats/types.ts';
import type { NewServer } from '../../../shared/actions.ts';
import type { ClientAdapter, ClientFiles, EditPlan, PathEnv } from './types.ts';

/** Test support: a machine made of texts. */
export interface MemoryMachine {
  readonly platform?: PathEnv['platform'];
  readonly home?: string;
  readonly vars?: PathEnv['vars'];
  readonly texts?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly projects?: readonly string[];
}

export function memoryEnv({
  platform = 'linux',
  home,
  vars = {},
  folders = {},
}: MemoryMachine = {}): PathEnv {
  return {
    platform,
    home: home ?? (platform === 'win32' ? 'C:\\Users\\me' : '/home/user'),
    vars,
    listing: (directory) => folders[directory] ?? [],
  };
}

/** What the adapter sees of the machine; a broken text throws, for the test is wrong then. */
export function memoryFiles(adapter: ClientAdapter, machine: MemoryMachine = {}): ClientFiles {
  const env = memoryEnv(machine);
  const documents = new Map<string, ConfigDocument>();
  const withProjects = (projects: readonly string[]): ClientFiles => {
    const locations = adapter.locations(env, projects);
    for (const { path, format } of locations) {
      const text = machine.texts?.[path];
      if (text !== undefined && !documents.has(path)) documents.set(path, parse(text, format));
    }
    return { env, locations, document: (path) => documents.get(path) ?? null };
  };
  const remembered = adapter.projects(withProjects([]));
  return withProjects([...new Set([...remembered, ...(machine.projects ?? [])])]);
}

function parse(text: string, format: ConfigDocument['format']): ConfigDocument {
  const parsed = readerFor(format).parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.document;
}

/** The machine's texts after a plan was carried out with the verified editors. */
export function afterPlan(files: ClientFiles, plan: EditPlan): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { path, format, ops, create } of plan.edits) {
    const document = files.document(path) ?? (create ? parse('', format) : null);
    if (document === null) throw new Error(`${path} is not there and not to be created`);
    const edited = verifiedEdit(document, ops);
    if (!edited.ok) throw new Error(edited.error.message);
    texts[path] = edited.value.text;
  }
  return texts;
}

export function newServer(fields: Partial<NewServer>): NewServer {
  return {
    name: 'kfuse',
    transport: 'http',
    url: fields.transport === 'stdio' ? null : 'https://kfuse.test/mcp',
    command: null,
    args: [],
    env: {},
    headers: {},
    bearerTokenEnvVar: null,
    ...fields,
  };
}
