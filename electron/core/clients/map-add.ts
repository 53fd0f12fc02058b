import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
import { bridgeServer } from './bridge.ts';
import type { MapClientSpec } from './map-client.ts';
import { writeEntry } from './map-entry.ts';
import { blocks } from './map-switch.ts';
import { shownPath } from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, EditPlan, PathEnv } from './types.ts';
import { BRACED } from './variable-syntax.ts';

/**
 * Where and how a new server is written. `locations` are the client's files with those of the place's project.
 * Errors as of `ClientAdapter.add`.
 */
export function addPlan(
  spec: MapClientSpec,
  files: ClientFiles,
  locations: readonly ConfigLocation[],
  server: NewServer,
  place: AddPlace,
): Result<EditPlan> {
  const target = targetOf(spec, files, locations, place);
  if (!target.ok) return target;
  const { path, format } = target.value;
  const at = [...spec.root, server.name];
  if (files.document(path)?.get(at) !== undefined) {
    return fail('EntryExists', `${spec.name} already has a server called “${server.name}” there.`);
  }
  const value = entryValue(spec, files.env, server, place.bridge);
  if (!value.ok) return value;
  return ok({
    edits: [{ path, format, ops: [{ op: 'set', path: at, value: value.value }], create: true }],
    notes: [...offAlready(spec, files, server.name, place), ...(spec.addNotes?.(files, server, place) ?? [])],
  });
}

function targetOf(
  spec: MapClientSpec,
  files: ClientFiles,
  locations: readonly ConfigLocation[],
  place: AddPlace,
): Result<ConfigLocation> {
  const { scope, project } = place;
  if (scope === 'managed') {
    return fail('ConfigReadOnly', 'Only whoever manages this computer can add servers for everyone.');
  }
  if (!spec.scopes.includes(scope)) {
    return fail('Unsupported', `${spec.name} takes no servers there.`, { next: 'Choose another place.' });
  }
  const wanted = scope === 'user' ? null : project;
  if (scope !== 'user' && wanted === null) {
    return fail('InvalidRequest', `${spec.name} needs a project folder for this.`, {
      next: 'Choose the project folder.',
    });
  }
  const candidates = locations.filter(
    (one) => one.role === 'servers' && one.ignored === null && one.scope === scope && one.project === wanted,
  );
  const found = spec.target?.(files, candidates) ?? candidates[0];
  return found === undefined
    ? fail('Unsupported', `${spec.name} takes no servers there.`, { next: 'Choose another place.' })
    : ok(found);
}

/** The server itself, or a local program that reaches it where the person agreed to that. */
export function entryValue(
  spec: MapClientSpec,
  env: PathEnv,
  server: NewServer,
  bridge: boolean,
): Result<ConfigValue> {
  const { shape } = spec;
  if (shape.writes[server.transport] !== undefined) return writeEntry(spec.name, shape, server);
  if (!bridge || server.transport === 'stdio') {
    const kind = { stdio: 'local programs', http: 'web addresses', sse: 'servers of the old HTTP+SSE kind' };
    return fail('Unsupported', `${spec.name} cannot load ${kind[server.transport]}.`, {
      next: spec.instead ?? 'Use the server’s newer address, or choose the bridge (mcp-remote).',
    });
  }
  const program = bridgeServer(env, server);
  if (!program.ok) return program;
  if (shape.variables !== null && Object.keys(server.headers).length > 0) {
    return fail(
      'Unsupported',
      `${spec.name} would replace the references that the bridge takes headers from.`,
      {
        next: 'Leave the headers out.',
      },
    );
  }
  const local: NewServer = { ...server, ...program.value, transport: 'stdio', args: [...program.value.args] };
  return writeEntry(spec.name, { ...shape, variables: BRACED }, local);
}

/** A name that a list keeps off stays off when it comes back. */
function offAlready(
  spec: MapClientSpec,
  files: ClientFiles,
  name: string,
  { scope, project }: AddPlace,
): readonly string[] {
  if (spec.enablement.kind !== 'lists') return [];
  const list = spec.enablement.lists(files, { name, scope, project }).find((one) => blocks(files, one, name));
  if (list === undefined) return [];
  return [
    `${spec.name} will not load “${name}” yet: ${shownPath(files.env, list.path)} keeps that name off.`,
  ];
}
