import type { ChangeAction } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { variableSetUp } from '../../../shared/variable-set-up.ts';
import type { ClientFiles, RawEntry } from '../clients/types.ts';
import { placesIn } from '../findings/entry-findings.ts';
import { secretFix } from '../findings/secret-fix.ts';
import type { SecretFix } from '../findings/secret-fix.ts';
import type { SecretPlace } from '../findings/secret-places.ts';
import { labelOf } from '../findings/warnings.ts';
import { deepEqual, isObject } from '../formats/intent.ts';
import { applyPlan, findEntry, modeFor } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext } from './change-plan.ts';
import { changeTitle } from './change-titles.ts';
import { notChangeable, overlayOf, spoiledEntry, withoutSecrets } from './changed-entry.ts';
import { sameServer } from './same-server.ts';
import { createWorkingFiles } from './working-files.ts';

type FixAction = Extract<ChangeAction, { kind: 'fix' }>;
type Asked = FixAction['secrets'][number];

interface Done {
  readonly asked: Asked;
  readonly place: SecretPlace;
  readonly fix: SecretFix;
}

/**
 * Takes plain secrets out of an entry, each in its own way. The values stay in the core; what the person has to
 * set outside the file is said in notes. EntryNotFound where a secret is not there any more.
 */
export async function planFix(context: PlanContext, action: FixAction): Promise<Result<ChangePlan>> {
  const found = await findEntry(context, action.ref);
  if (!found.ok) return found;
  const fixed = notChangeable(found.value);
  if (fixed !== null) return fixed;
  const { entry, reading } = found.value;
  const { adapter, files } = reading;
  const { path, format } = entry.location;
  const working = createWorkingFiles();
  const done: Done[] = [];
  for (const asked of inOrder(action.secrets)) {
    const now = overlayOf(reading, working);
    const step = oneFix(found.value, now, asked);
    if (!step.ok) return { ok: false, error: withoutSecrets(step.error, entry) };
    const shared = done.find(({ fix }) => sharesName(fix, step.value.fix));
    if (shared !== undefined) {
      return fail('InvalidRequest', `Two values cannot both be ${asked.variable}.`, {
        next: 'Give one of them another name.',
      });
    }
    const { ops } = step.value.fix;
    const applied = applyPlan(working, reading, { edits: [{ path, format, ops, create: false }], notes: [] });
    if (!applied.ok) return applied;
    const again = entryAt(found.value, overlayOf(reading, working));
    if (again === undefined || !saysSo(again, entry, step.value.fix)) {
      return fail(
        'Unsupported',
        `${adapter.name} would not read this change as meant: ${entry.name} takes values from another place too.`,
        { next: 'Make this change in an editor.' },
      );
    }
    done.push(step.value);
  }
  const spoiled = spoiledEntry(adapter, files, overlayOf(reading, working));
  if (spoiled !== null) return spoiled;
  return ok({
    kind: 'fix',
    title: changeTitle('fix', [entry.name], [adapter.name]),
    refs: [entry.ref],
    files: await working.changes(modeFor(files)),
    parking: [],
    notes: notesOf(context, found.value, done),
    refused: [],
    reloads: adapter.reload === null ? [] : [adapter.reload],
    undoes: null,
  });
}

/** Arguments from the last to the first: taking one out moves those behind it. */
function inOrder(secrets: readonly Asked[]): readonly Asked[] {
  const index = ({ place }: Asked): number => Number(/^args\.(\d+)$/.exec(place)?.[1] ?? -1);
  return secrets.toSorted((a, b) => index(b) - index(a));
}

function oneFix({ entry, reading }: FoundEntry, files: ClientFiles, asked: Asked): Result<Done> {
  const { adapter } = reading;
  const document = files.document(entry.location.path);
  const current = entryAt({ entry, reading, record: null }, files);
  const stored = document?.get(entry.path);
  const fields = current === undefined || stored === undefined ? null : adapter.fields?.(current, stored);
  if (document === null || current === undefined || fields == null || !isObject(stored)) {
    return fail('Unsupported', `${entry.name} is written in a form that only an editor can change.`);
  }
  const place = placesIn(current, adapter, document).find(({ id }) => id === asked.place);
  if (place === undefined) {
    return fail('EntryNotFound', `There is no secret at “${asked.place}” of ${entry.name} any more.`, {
      next: 'Look at it again.',
    });
  }
  const subject = { clientName: adapter.name, fields, entry: current, stored, document };
  const fix = secretFix(subject, place, asked.way, asked.variable);
  return fix.ok ? ok({ asked, place, fix: fix.value }) : fix;
}

function entryAt({ entry, reading }: FoundEntry, files: ClientFiles): RawEntry | undefined {
  const at = JSON.stringify(entry.path);
  return reading.adapter
    .entries(files)
    .find((one) => one.location.path === entry.location.path && JSON.stringify(one.path) === at);
}

function saysSo(again: RawEntry, { name, transport }: RawEntry, { wanted }: SecretFix): boolean {
  const { url, command, args, env, headers, bearerTokenEnvVar } = wanted;
  const said = { name, transport, url, command, args, env, headers, bearerTokenEnvVar };
  return sameServer(again, said) && deepEqual(again.envHeaders, wanted.envHeaders);
}

function sharesName(one: SecretFix, other: SecretFix): boolean {
  return (
    one.variable !== null &&
    one.variable.name === other.variable?.name &&
    one.variable.value !== other.variable.value
  );
}

/** What has to happen outside the file, and where the old value still is. */
function notesOf(
  context: PlanContext,
  { entry, reading }: FoundEntry,
  done: readonly Done[],
): readonly string[] {
  const { adapter } = reading;
  const { platform } = context.env;
  const names = [...new Set(done.flatMap(({ fix }) => fix.variable?.name ?? []))];
  const asks = done.filter(({ asked }) => asked.way === 'ask');
  const unsure = done.filter(({ fix }) => !fix.certain);
  const inRepository = entry.scope === 'project' ? ', in the history of a repository that has the file' : '';
  return [
    ...(names.length === 0
      ? []
      : [
          `${entry.name} works again once ${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} set where ${adapter.name} starts.`,
          variableSetUp({ platform, fromDesktop: adapter.fromDesktop === true, client: adapter.name }).text,
        ]),
    ...(asks.length === 0
      ? []
      : [`${adapter.name} will ask you for the value once, and keep it safe itself. Have it at hand.`]),
    ...unsure.map(
      ({ place, fix, asked }) =>
        `Whether the program takes its secret from ${fix.variable?.name ?? asked.variable}, instead of ${labelOf(place)}, only its documentation tells. Check the server afterwards; undo brings the argument back.`,
    ),
    `The old value was in plain text: it may still be in backups${inRepository}. Renew it at the service that gave it to you.`,
    'MCP Tray keeps the old text in its own history and backups, so that you can undo this. “Forget the old value” in Activity (mcp-tray forget) deletes it there.',
  ];
}
