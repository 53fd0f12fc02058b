import type { NewServer, RecognisedServer } from '../../shared/actions.ts';
import { COPY } from '../copy/copy.ts';

/** A name–value line while it is being typed: names may be empty or stand twice. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly value: string;
  /** What stands in the entry now, as shown (secrets masked), where this line came from it. */
  readonly stored?: { readonly value: string; readonly index: number; readonly name?: string };
}

export type Findings = Pick<RecognisedServer, 'placeholders' | 'problems' | 'warnings'>;

export const NO_FINDINGS: Findings = { placeholders: [], problems: [], warnings: [] };

/** A server in the form, before it is one. */
export interface Draft {
  readonly id: number;
  readonly include: boolean;
  /** "a Claude Code command"; null when filled in by hand. */
  readonly source: string | null;
  readonly name: string;
  readonly kind: NewServer['transport'];
  readonly url: string;
  readonly command: string;
  /** One argument per line. */
  readonly args: string;
  readonly env: readonly Row[];
  readonly headers: readonly Row[];
  readonly bearerTokenEnvVar: string | null;
  /** Besides: what the pasted text asks for and the form has no field for; the preview shows it. */
  readonly settings?: NewServer['settings'];
  /** What was found in the pasted text; fields that were edited since are looked at again. */
  readonly findings: Findings;
}

let lastId = 0;
const newId = () => (lastId += 1);

export function newRow(name = '', value = ''): Row {
  return { id: newId(), name, value };
}

export function blankDraft(): Draft {
  return {
    id: newId(),
    include: true,
    source: null,
    name: '',
    kind: 'http',
    url: '',
    command: '',
    args: '',
    env: [],
    headers: [],
    bearerTokenEnvVar: null,
    findings: NO_FINDINGS,
  };
}

export function draftOf({ server, source, ...findings }: RecognisedServer): Draft {
  return {
    id: newId(),
    include: true,
    source,
    name: server.name,
    kind: server.transport,
    url: server.url ?? '',
    command: server.command ?? '',
    args: server.args.join('\n'),
    env: rowsOf(server.env),
    headers: rowsOf(server.headers),
    bearerTokenEnvVar: server.bearerTokenEnvVar,
    settings: server.settings,
    findings,
  };
}

/** The server as it would be added. Only the fields of its kind count. */
export function serverOf(draft: Draft): NewServer {
  const local = draft.kind === 'stdio';
  return {
    name: draft.name.trim(),
    transport: draft.kind,
    url: local ? null : draft.url.trim(),
    command: local ? draft.command.trim() : null,
    args: local ? draft.args.split('\n').filter((line) => line !== '') : [],
    env: local ? recordOf(draft.env) : {},
    headers: local ? {} : recordOf(draft.headers),
    bearerTokenEnvVar: local || draft.bearerTokenEnvVar === '' ? null : draft.bearerTokenEnvVar,
    ...(draft.settings === undefined ? {} : { settings: draft.settings }),
  };
}

function rowsOf(values: Readonly<Record<string, string>>): readonly Row[] {
  return Object.entries(values).map(([name, value]) => newRow(name, value));
}

function recordOf(rows: readonly Row[]): Record<string, string> {
  return Object.fromEntries(
    rows.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
  );
}

/**
 * The draft as a JSON snippet. An edited draft is given to the recogniser again in this form, so that there
 * is one place that knows what a placeholder or a bad address is.
 */
export function snippetOf(server: NewServer): string {
  const entry =
    server.transport === 'stdio'
      ? { command: server.command, args: server.args, env: server.env }
      : { type: server.transport, url: server.url, headers: server.headers };
  return JSON.stringify({ mcpServers: Object.fromEntries([[server.name, entry]]) });
}

/** Placeholders that still stand somewhere in the server. */
export function openPlaceholders(server: NewServer, findings: Findings): readonly string[] {
  const texts = [
    server.name,
    server.url ?? '',
    server.command ?? '',
    ...server.args,
    ...Object.values(server.env),
    ...Object.values(server.headers),
  ];
  const open = findings.placeholders
    .map(({ text }) => text)
    .filter((text) => texts.some((value) => value.includes(text)));
  return [...new Set(open)];
}

/** Why the draft cannot be added yet, or null; `several`: it is one of several, which can be left out. */
export function draftBlock(draft: Draft, findings: Findings, several = false): string | null {
  const server = serverOf(draft);
  if (server.name === '') return COPY.add.blocked.name;
  if ((server.transport === 'stdio' ? server.command : server.url) === '') return COPY.add.blocked.address;
  if (openPlaceholders(server, findings).length > 0) {
    return several ? COPY.add.blocked.onePlaceholder(server.name) : COPY.add.blocked.placeholder;
  }
  return findings.problems.length > 0 ? COPY.add.blocked.problem : null;
}
