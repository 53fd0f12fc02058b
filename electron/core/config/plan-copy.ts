import type { AddTarget, ChangeAction, NewServer } from '../../../shared/actions.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { headerNamed } from '../clients/shared-parts.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';
import { isObject } from '../formats/intent.ts';
import type { ConfigValue } from '../formats/types.ts';
import { entryWarnings } from '../status/warnings.ts';
import { findEntry } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext } from './change-plan.ts';
import { planServers } from './plan-add.ts';
import type { FittedServer } from './plan-add.ts';
import { withReferences } from './references.ts';

/**
 * Sets a stored server up elsewhere, with its secrets, as one change. Each difference between the clients is a
 * note; what cannot be is refused target by target.
 */
export async function planCopy(
  context: PlanContext,
  { ref, targets, name }: Extract<ChangeAction, { kind: 'copy' }>,
): Promise<Result<ChangePlan>> {
  const found = await findEntry(context, ref);
  if (!found.ok) return found;
  const { entry, reading } = found.value;
  const { transport } = entry;
  if (entry.problem !== null || (transport !== 'stdio' && transport !== 'http' && transport !== 'sse')) {
    return fail(
      'Unsupported',
      `${entry.name} cannot be copied: ${entry.problem ?? 'it is of an unknown kind.'}`,
      {
        next: 'Correct it in its file first.',
      },
    );
  }
  const server = serverOf(entry, reading.adapter, transport, name ?? entry.name);
  const others = otherSettings(found.value);
  return planServers(context, {
    kind: 'copy',
    servers: [server],
    targets,
    fit: (_server, adapter, target) =>
      fitted(server, { entry, source: reading.adapter, adapter, target, others }),
  });
}

/** As a person would have entered it, references in our own spelling. */
function serverOf(
  entry: RawEntry,
  adapter: ClientAdapter,
  transport: NewServer['transport'],
  name: string,
): NewServer {
  const ours = (text: string): string => withReferences(text, adapter.expandsVariables);
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, ours(text)]));
  const fromVariables = Object.entries(entry.envHeaders).map(([header, variable]) => [
    header,
    `\${${variable}}`,
  ]);
  return {
    name,
    transport,
    url: entry.url === null ? null : ours(entry.url),
    command: entry.command === null ? null : ours(entry.command),
    args: (entry.args ?? []).map(ours),
    env: all(entry.env),
    headers: { ...all(entry.headers), ...Object.fromEntries(fromVariables) },
    bearerTokenEnvVar: entry.bearerTokenEnvVar,
  };
}

interface Pair {
  readonly entry: RawEntry;
  readonly source: ClientAdapter;
  readonly adapter: ClientAdapter;
  readonly target: AddTarget;
  readonly others: Readonly<Record<string, ConfigValue>>;
}

function fitted(server: NewServer, pair: Pair): FittedServer {
  const { entry, source, adapter, target, others } = pair;
  const isSame = adapter === source;
  const notes: string[] = [];
  const { transports } = adapter;
  const asHttp = server.transport === 'sse' && !transports.includes('sse') && transports.includes('http');
  if (asHttp && !target.bridge) {
    notes.push(`${adapter.name} has no SSE: it will use streamable HTTP, which the server must offer there.`);
  }
  const dropped = Object.keys(others);
  if (!isSame && dropped.length > 0) {
    notes.push(
      `Settings that only ${source.name} knows are not copied to ${adapter.name}: ${dropped.join(', ')}.`,
    );
  }
  const texts = [
    server.url ?? '',
    ...server.args,
    ...Object.values(server.env),
    ...Object.values(server.headers),
  ];
  const spelled = adapter.spellVariable?.('NAME');
  if (
    texts.some((text) => /\$\{\w/.test(text)) &&
    spelled !== undefined &&
    spelled !== source.spellVariable?.('NAME')
  ) {
    notes.push(`${adapter.name} writes references to variables as ${spelled}.`);
  }
  return {
    server: asHttp && !target.bridge ? { ...server, transport: 'http' } : server,
    notes,
    more: isSame ? others : {},
    notesAfter: (written) => notesAfter(server, entry, adapter, written),
  };
}

function notesAfter(
  server: NewServer,
  entry: RawEntry,
  adapter: ClientAdapter,
  written: RawEntry,
): readonly string[] {
  const byHeader =
    written.bearerTokenEnvVar === null && headerNamed(written.headers, 'Authorization') !== undefined;
  const known = entry.scope === written.scope ? entryWarnings(entry) : [];
  return [
    ...(server.bearerTokenEnvVar !== null && byHeader
      ? [`${adapter.name} takes the token of ${server.bearerTokenEnvVar} by an Authorization header.`]
      : []),
    ...entryWarnings(written).filter((warning) => !known.includes(warning)),
  ];
}

/** What the entry holds besides the fields every client has. */
function otherSettings({ entry, reading, record }: FoundEntry): Readonly<Record<string, ConfigValue>> {
  const { adapter, files } = reading;
  const stored = record?.value ?? files.document(entry.location.path)?.get(entry.path);
  const fields = stored === undefined ? null : (adapter.fields?.(entry, stored) ?? null);
  if (fields === null || !isObject(stored)) return {};
  const { variables: _variables, signs, ...paths } = fields;
  const known = new Set([...signs, ...Object.values(paths).map((path) => path?.[0])]);
  return Object.fromEntries(Object.entries(stored).filter(([key]) => !known.has(key)));
}
