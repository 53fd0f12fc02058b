import { sep } from 'node:path';
import type { AddTarget, ChangeAction, NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { ClientAdapter, ClientFiles, EditPlan, RawEntry } from '../clients/types.ts';
import type { ConfigValue, EditOp } from '../formats/types.ts';
import { entryAt, isAsWritten, targetProblem } from './add-target.ts';
import { applyPlan, modeFor } from './change-plan.ts';
import type { ChangePlan, PlanContext, Refusal } from './change-plan.ts';
import { asked } from './asked-settings.ts';
import { changeTitle } from './change-titles.ts';
import { withoutSecrets } from './changed-entry.ts';
import { writableProblem } from './config-io.ts';
import { refOf } from './entries.ts';
import type { ClientReading } from './inventory.ts';
import { warningTexts } from '../findings/warnings.ts';
import { sameServer } from './same-server.ts';
import { unsafeServer } from './unsafe-server.ts';
import { fitForWindows } from './windows-server.ts';
import { createWorkingFiles } from './working-files.ts';
import type { WorkingFiles } from './working-files.ts';

/** A server as one target gets it. */
export interface FittedServer {
  readonly server: NewServer;
  readonly notes: readonly string[];
  /** What the entry gets besides the server itself. */
  readonly more: (written: RawEntry, stored: ConfigValue) => MoreSettings;
  readonly notesAfter: (written: RawEntry) => readonly string[];
}

/** Edits relative to the entry, and what there is to say about those that could not be made. */
export interface MoreSettings {
  readonly ops: readonly EditOp[];
  readonly notes: readonly string[];
}

export const NOTHING_MORE: MoreSettings = { ops: [], notes: [] };

export function planAdd(
  context: PlanContext,
  { servers, targets }: Extract<ChangeAction, { kind: 'add' }>,
): Promise<Result<ChangePlan>> {
  return planServers(context, { kind: 'add', servers, targets, fit: asItIs });
}

function asItIs(server: NewServer, adapter: ClientAdapter): FittedServer {
  return {
    server,
    notes: [],
    more: (written, stored) =>
      server.settings === undefined ? NOTHING_MORE : asked(server.settings, { adapter, written, stored }),
    // A project's file goes to others with the project: what stands in it in plain text does too.
    notesAfter: (written) => (written.scope === 'project' ? warningTexts(written) : []),
  };
}

/** Several servers for several clients as one change. What cannot be is refused one by one, with its reason. */
export async function planServers(
  context: PlanContext,
  action: {
    readonly kind: 'add' | 'copy';
    readonly servers: readonly NewServer[];
    readonly targets: readonly AddTarget[];
    readonly fit: (server: NewServer, adapter: ClientAdapter, target: AddTarget) => FittedServer;
  },
): Promise<Result<ChangePlan>> {
  const working = createWorkingFiles();
  const readings = await readTargets(context, action.targets);
  const notes: string[] = [];
  const refused: Refusal[] = [];
  const added: { readonly reading: ClientReading; readonly server: NewServer; readonly ref: string }[] = [];
  for (const target of action.targets) {
    const reading = readings.get(target.client);
    for (const server of action.servers) {
      const outcome = await addOne(working, reading, server, target, action.fit);
      if (!outcome.ok) {
        const error = shownError(context, withoutSecrets(outcome.error, server));
        refused.push({ target, server: server.name, error });
      } else {
        notes.push(...outcome.value.notes);
        if (reading !== undefined && outcome.value.ref !== null) {
          added.push({ reading, server, ref: outcome.value.ref });
        }
      }
    }
  }
  const modes = [...readings.values()].map((reading) => modeFor(reading.files));
  const files = await working.changes((path) => Math.max(...modes.map((mode) => mode(path))));
  const adapters = [...new Set(added.map(({ reading }) => reading.adapter))];
  const names = (added.length > 0 ? added.map(({ server }) => server) : action.servers).map(
    ({ name }) => name,
  );
  const clients = (adapters.length > 0 ? adapters : [...readings.values()].map(({ adapter }) => adapter)).map(
    ({ name }) => name,
  );
  return ok({
    kind: action.kind,
    title: changeTitle(action.kind, names, clients),
    refs: added.map(({ ref }) => ref),
    files,
    parking: [],
    notes: [...new Set(notes)],
    refused,
    reloads: adapters.flatMap(({ reload }) => (reload === null ? [] : [reload])),
    undoes: null,
  });
}

async function readTargets(
  context: PlanContext,
  targets: readonly AddTarget[],
): Promise<ReadonlyMap<string, ClientReading>> {
  const readings = new Map<string, ClientReading>();
  for (const client of new Set(targets.map((target) => target.client))) {
    const projects = targets.flatMap((one) =>
      one.client === client && one.project !== null ? [one.project] : [],
    );
    const reading = await context.inventory.readClient(client, projects);
    if (reading !== null) readings.set(client, reading);
  }
  return readings;
}

/** `ref` is null when the very same server is there already. */
async function addOne(
  working: WorkingFiles,
  reading: ClientReading | undefined,
  wanted: NewServer,
  target: AddTarget,
  fit: (server: NewServer, adapter: ClientAdapter, target: AddTarget) => FittedServer,
): Promise<Result<{ readonly ref: string | null; readonly notes: readonly string[] }>> {
  if (reading === undefined) return fail('InvalidRequest', `There is no client "${target.client}".`);
  const { adapter } = reading;
  const fitting = fit(wanted, adapter, target);
  const { more, notesAfter } = fitting;
  const place = target.project ?? reading.files.env.home;
  const { server, notes: onWindows } = fitForWindows(adapter, reading.files.env, place, fitting.server);
  const notes = [...fitting.notes, ...onWindows];
  const problem = unsafeServer(server) ?? (await targetProblem(reading, server, target));
  if (problem !== null) return problem;
  const files: ClientFiles = {
    ...reading.files,
    document: (path) => working.document(path) ?? reading.files.document(path),
  };
  const existing = entryAt(reading, files, server.name, target);
  if (existing !== undefined && sameServer(existing, server)) {
    return ok({ ref: null, notes: [`${server.name} is already there in ${adapter.name}.`] });
  }
  const plan = adapter.add(files, server, target);
  if (!plan.ok) {
    const same = existing !== undefined && isAsWritten(reading, files, existing, server, target);
    return same ? ok({ ref: null, notes: [`${server.name} is already there in ${adapter.name}.`] }) : plan;
  }
  for (const { path } of plan.value.edits) {
    const readOnly = await writableProblem(path);
    if (readOnly !== null) return readOnly;
  }
  const applied = applyPlan(working, reading, plan.value);
  if (!applied.ok) return applied;
  const written = entryAt(reading, files, server.name, target);
  if (written === undefined) {
    return fail('EditVerificationFailed', `${adapter.name} would not find ${server.name} after writing it.`);
  }
  // A bridge is a server of another kind: settings of the address do not fit it.
  const stored = files.document(written.location.path)?.get(written.path);
  const extra =
    written.transport === server.transport && stored !== undefined ? more(written, stored) : NOTHING_MORE;
  const carried = applyPlan(working, reading, moreEdits(written, extra.ops));
  const left = carried.ok ? [] : [carried.error.message];
  return ok({
    ref: refOf(adapter, written),
    notes: [...notes, ...plan.value.notes, ...extra.notes, ...left, ...notesAfter(written)],
  });
}

function moreEdits({ location, path: at }: RawEntry, ops: readonly EditOp[]): EditPlan {
  const { path, format } = location;
  const placed = ops.map((op) => ({ ...op, path: [...at, ...op.path] }));
  return { edits: placed.length === 0 ? [] : [{ path, format, ops: placed, create: true }], notes: [] };
}

/** Refusals stand in one line beside others: paths as short as people write them. */
function shownError({ env }: PlanContext, error: AppError): AppError {
  return { ...error, message: error.message.replaceAll(`${env.home}${sep}`, `~${sep}`) };
}
