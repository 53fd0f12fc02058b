import type { AddTarget, ChangeAction, NewServer } from '../../../shared/actions.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { headerNamed } from '../clients/shared-parts.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';
import { isObject } from '../formats/intent.ts';
import { storedSetting } from '../clients/entry-settings.ts';
import { allOf, carried } from './carried-settings.ts';
import type { OtherSettings } from './carried-settings.ts';
import { warningTexts } from '../findings/warnings.ts';
import { findEntry } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext } from './change-plan.ts';
import { planServers } from './plan-add.ts';
import type { FittedServer } from './plan-add.ts';
import { serverOf } from './server-of.ts';
import { withoutCmd } from './windows-server.ts';

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
  const server = withoutCmd(serverOf(entry, reading.adapter, { name: name ?? entry.name, transport }));
  const others = otherSettings(found.value);
  const hooked = reading.adapter.hasHooksFor?.(reading.files, entry) ?? false;
  return planServers(context, {
    kind: 'copy',
    servers: [server],
    targets,
    fit: (_server, adapter, target) =>
      fitted(server, { entry, source: reading.adapter, adapter, target, others, hooked }),
  });
}

interface Pair {
  readonly entry: RawEntry;
  readonly source: ClientAdapter;
  readonly adapter: ClientAdapter;
  readonly target: AddTarget;
  readonly others: OtherSettings;
  readonly hooked: boolean;
}

function fitted(server: NewServer, pair: Pair): FittedServer {
  const { entry, source, adapter, target, others, hooked } = pair;
  const isSame = adapter === source;
  const notes: string[] = [];
  const { transports } = adapter;
  const asHttp = server.transport === 'sse' && !transports.includes('sse') && transports.includes('http');
  if (asHttp && !target.bridge) {
    notes.push(`${adapter.name} has no SSE: it will use streamable HTTP, which the server must offer there.`);
  }
  if (hooked && !isSame) {
    notes.push(`${source.name} runs hooks before its tools. They do not apply in ${adapter.name}.`);
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
    more: (written, stored) =>
      isSame ? allOf(others.values) : carried(others, { source, adapter, written, stored }),
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
  const known = entry.scope === written.scope ? warningTexts(entry) : [];
  return [
    ...(server.bearerTokenEnvVar !== null && byHeader
      ? [`${adapter.name} takes the token of ${server.bearerTokenEnvVar} by an Authorization header.`]
      : []),
    ...warningTexts(written).filter((warning) => !known.includes(warning)),
  ];
}

/** What the entry holds besides the fields every client has, and which of it other clients may have too. */
function otherSettings({ entry, reading, record }: FoundEntry): OtherSettings {
  const { adapter, files } = reading;
  const stored = record?.value ?? files.document(entry.location.path)?.get(entry.path);
  const fields = stored === undefined ? null : (adapter.fields?.(entry, stored) ?? null);
  if (fields === null || !isObject(stored)) return { values: {}, settings: [] };
  const { url, command, args, env, headers, bearerTokenEnvVar, envHeaders, kind, signs } = fields;
  const paths = [url, command, args, env, headers, bearerTokenEnvVar, envHeaders, kind];
  const known = new Set([...signs, ...paths.map((path) => path?.[0])]);
  return {
    values: Object.fromEntries(Object.entries(stored).filter(([key]) => !known.has(key))),
    settings: fields.settings.flatMap((setting) => {
      const { value, problem } = storedSetting(setting, stored);
      return value === null || problem !== null ? [] : [{ setting, value }];
    }),
  };
}
