import type { ChangeAction, EntryChanges } from '../../../shared/actions.ts';
import type { ServerEntry } from '../../../shared/domain.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { findEntry } from '../find-entry.ts';
import { isTransport, pairs } from '../new-server.ts';
import { usage } from '../parse-args.ts';
import type { ParsedArgs } from '../parse-args.ts';
import { namesTools, settingsFrom } from '../setting-options.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), context.args.positionals[0] ?? '');
    if (!found.ok) return found;
    const changes = changesFrom(context.args, found.value);
    if (!changes.ok) return changes;
    const action: ChangeAction = { kind: 'edit', ref: found.value.ref, changes: changes.value };
    return runChange(context, core, [action]);
  });

function changesFrom(args: ParsedArgs, entry: ServerEntry): Result<EntryChanges> {
  const url = args.value('url');
  const bearer = args.value('bearer-token-env-var');
  const [command, ...commandArgs] = args.command ?? [];
  if (args.command !== null && command === undefined) {
    return usage(VERBS.edit, 'The command is missing after --.');
  }
  const env = namedValues(args, { set: 'env', unset: 'unset-env', separator: '=', stored: entry.env });
  if (!env.ok) return env;
  const header = { set: 'header', unset: 'unset-header', separator: ':', stored: entry.headers } as const;
  const headers = namedValues(args, { ...header, ignoresCase: true });
  if (!headers.ok) return headers;
  const transport = args.value('transport');
  if (transport !== null && !isTransport(transport)) {
    return usage(VERBS.edit, `"${transport}" is not a transport; use stdio, http or sse.`);
  }
  const bridge = args.flag('bridge');
  const kind = bridge ? 'stdio' : (transport ?? entry.transport);
  const settings = settingsFrom(args, entry, kind);
  if (!settings.ok) return settings;
  const changes: EntryChanges = {
    ...(url === null ? {} : { url }),
    ...(command === undefined ? {} : { command, args: commandArgs }),
    ...(env.value === null ? {} : { env: env.value }),
    ...(headers.value === null ? {} : { headers: headers.value }),
    ...(bearer === null ? {} : { bearerTokenEnvVar: bearer === '' ? null : bearer }),
    ...(transport === null ? {} : { transport }),
    ...(bridge ? { bridge } : {}),
    ...(Object.keys(settings.value).length === 0 ? {} : { settings: settings.value }),
  };
  if (Object.keys(changes).length > 0) return ok(changes);
  return namesTools(args) ? ok({ settings: {} }) : usage(VERBS.edit, 'Say what to change.');
}

/** The stored names, kept as they are, with those of the options laid over them; null when none is given. */
function namedValues(
  args: ParsedArgs,
  options: {
    readonly set: string;
    readonly unset: string;
    readonly separator: string;
    readonly stored: ServerEntry['env'];
    readonly ignoresCase?: true;
  },
): Result<Record<string, string | null> | null> {
  const { set, unset, separator, stored } = options;
  const given = pairs(args.values(set), separator);
  if (given === null) {
    return usage(VERBS.edit, `Write --${set} as ${separator === '=' ? 'NAME=VALUE' : '"Name: value"'}.`);
  }
  const gone = args.values(unset);
  if (Object.keys(given).length === 0 && gone.length === 0) return ok(null);
  const isSame = (a: string, b: string): boolean =>
    options.ignoresCase ? a.toLowerCase() === b.toLowerCase() : a === b;
  const values = new Map<string, string | null>(stored.map(({ name }) => [name, null]));
  const storedName = (name: string): string | undefined =>
    [...values.keys()].find((one) => isSame(one, name));
  for (const name of gone) {
    const known = storedName(name);
    if (known === undefined) return usage(VERBS.edit, `There is no "${name}" to unset.`);
    values.delete(known);
  }
  for (const [name, value] of Object.entries(given)) values.set(storedName(name) ?? name, value);
  return ok(Object.fromEntries(values));
}
