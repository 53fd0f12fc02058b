import type { NewServer } from '../../../shared/actions.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { KeyPath } from '../formats/types.ts';
import { CWD, inMilliseconds } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import type { MapClientSpec } from './map-client.ts';
import { readEntry } from './map-entry.ts';
import type { EntryShape } from './map-entry.ts';
import { mergedValue, piecesOf, usesNewerForm } from './open-code-layers.ts';
import type { Dialect, Piece } from './open-code-layers.ts';
import { blankEntry, isRecord, shownPath } from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientAdapter, ClientFiles, EditPlan, LoginCommand, RawEntry } from './types.ts';
import { EVERYWHERE } from './variable-syntax.ts';

/** OpenCode and programs made from it: many files, merged key by key. */
export interface OpenCodeKin
  extends
    Dialect,
    Pick<
      MapClientSpec,
      'id' | 'name' | 'mark' | 'binaries' | 'addCommand' | 'markers' | 'files' | 'nameProblem' | 'debug'
    > {
  /** The program's own name, for its sign-in commands. */
  readonly program: string;
  /** What one entry that does not fit does to the program ("OpenCode will not start"); null: it is skipped. */
  readonly stuck: string | null;
  /** Tags of the files that new servers may go to, the best first; the first that is there, else untagged. */
  readonly homes: readonly (string | null)[];
}

const SHAPE: EntryShape = {
  type: { key: 'type', reads: { local: 'stdio', remote: 'http' } },
  urls: { url: 'http' },
  args: null,
  env: 'environment',
  variables: { reads: /\{env:([^{}]+)\}/g, spell: (name) => `{env:${name}}`, fills: EVERYWHERE },
  // Streamable HTTP is tried first and HTTP+SSE after it.
  writes: {
    stdio: { first: { type: 'local' } },
    http: { first: { type: 'remote' } },
    sse: { first: { type: 'remote' } },
  },
  only: ['oauth'],
  settings: [CWD, inMilliseconds('timeout', 'timeout')],
};

export function openCodeKin(kin: OpenCodeKin): ClientAdapter {
  const spec: MapClientSpec = {
    ...kin,
    scopes: ['user', 'project', 'managed'],
    reload: `Start ${kin.name} again to apply.`,
    format: 'jsonc',
    root: ['mcp'],
    shape: SHAPE,
    enablement: { kind: 'flag', key: 'enabled', off: false },
    target: (files, candidates) =>
      kin.homes
        .flatMap((tag) => candidates.filter((one) => one.tag === tag))
        .find(({ path }) => files.document(path) !== null) ?? candidates.find(({ tag }) => tag === null),
    login: (entry) => signInCommand(kin, entry, 'auth'),
    logout: (entry) => signInCommand(kin, entry, 'logout'),
  };
  const usual = mapClient(spec);
  const byDisabled = mapClient({ ...spec, enablement: { kind: 'flag', key: 'disabled', off: true } });
  return {
    ...usual,
    entries(files) {
      const pieces = piecesOf(files, kin);
      const byName = Map.groupBy(pieces, ({ name }) => name);
      return pieces.map((piece) => toEntry(kin, files, piece, byName.get(piece.name) ?? []));
    },
    setEnabled(files, entry, enabled) {
      const isIt = ({ location, path }: Piece): boolean =>
        location.path === entry.location.path && samePlace(path, entry.path);
      const flag = piecesOf(files, kin).find(isIt)?.flag;
      return (flag === 'disabled' ? byDisabled : usual).setEnabled(files, entry, enabled);
    },
    add: (files, server, place) => add(kin, spec, files, server, place),
  };
}

function samePlace(first: KeyPath, second: KeyPath): boolean {
  return first.length === second.length && first.every((key, index) => key === second[index]);
}

/** The pieces that count together with this one: those for everybody, and those of its own project. */
function inReach({ location }: Piece, pieces: readonly Piece[]): readonly Piece[] {
  return pieces.filter(
    (one) =>
      one.location.ignored === null &&
      (one.location.project === null || one.location.project === location.project),
  );
}

function toEntry(kin: OpenCodeKin, files: ClientFiles, piece: Piece, all: readonly Piece[]): RawEntry {
  const { location, name, path } = piece;
  const blank = blankEntry(location, name, path);
  const together = inReach(piece, all);
  const upTo = location.ignored === null ? together.slice(0, together.indexOf(piece) + 1) : [piece];
  const over = together[together.indexOf(piece) + 1];
  const value = mergedValue(upTo);
  const { ignored: _untyped, ...fields } = readEntry(kin.name, SHAPE, value);
  const record = isRecord(value) ? value : {};
  const onlySwitch = Object.keys(record).join() === 'enabled' && typeof record['enabled'] === 'boolean';
  const ignored = blank.ignored ?? covered(kin, files, over) ?? (onlySwitch ? nothingToSwitch(kin) : null);
  const enabled = record['enabled'] !== false;
  const switchedBy = upTo.findLast((one) => isRecord(one.value) && Object.hasOwn(one.value, 'enabled'));
  return {
    ...blank,
    ...fields,
    ignored,
    problem: onlySwitch ? null : problemOf(kin, piece, record, fields.problem),
    enabled,
    enablement: blank.readOnly || ignored !== null ? 'unsupported' : 'native',
    disabledBy: enabled ? null : `by ${shownPath(files.env, (switchedBy ?? piece).location.path)}`,
  };
}

function covered(kin: OpenCodeKin, files: ClientFiles, over: Piece | undefined): RawEntry['ignored'] {
  if (over === undefined) return null;
  return {
    reason: `${kin.name} merges it with the entry of the same name in ${shownPath(files.env, over.location.path)}.`,
    next: 'Change it there; what it says wins.',
  };
}

function nothingToSwitch(kin: OpenCodeKin): RawEntry['ignored'] {
  return {
    reason: `It only switches a server of this name, and ${kin.name} finds none.`,
    next: 'Remove it, or add the server.',
  };
}

/** Each file is checked before it is merged; a piece with a switch passes whatever else it holds. */
function problemOf(
  { name, stuck }: OpenCodeKin,
  { value }: Piece,
  merged: Readonly<Record<string, unknown>>,
  found: string | null,
): string | null {
  const flag = merged['enabled'];
  const wrong =
    flag !== undefined && typeof flag !== 'boolean'
      ? '“enabled” must be true or false.'
      : (found ?? (merged['type'] === undefined ? 'It has no “type” (local or remote).' : null));
  if (wrong === null) return null;
  const passes = isRecord(value) && typeof value['enabled'] === 'boolean';
  if (stuck === null || passes) return `${name} skips this entry: ${wrong}`;
  return `${stuck} while this entry is like this: ${wrong}`;
}

function add(
  kin: OpenCodeKin,
  spec: MapClientSpec,
  files: ClientFiles,
  server: NewServer,
  place: AddPlace,
): Result<EditPlan> {
  const project = place.scope === 'user' ? null : place.project;
  const pieces = piecesOf(files, kin).filter(({ name }) => name === server.name);
  const same = pieces.find(({ location }) => location.ignored === null && location.project === project);
  if (same !== undefined) {
    const file = shownPath(files.env, same.location.path);
    return fail('EntryExists', `${kin.name} already has a server called “${server.name}” in ${file}.`);
  }
  const below = pieces.find(({ location }) => location.project === null);
  const candidates = files.locations.filter(
    (one) => one.ignored === null && one.scope === place.scope && one.project === project,
  );
  const target = spec.target?.(files, candidates);
  const newer = target !== undefined && usesNewerForm(files.document(target.path), kin);
  return mapClient({
    ...spec,
    root: newer ? ['mcp', 'servers'] : spec.root,
    addNotes: () =>
      below === undefined
        ? []
        : [
            `${kin.name} merges it with the “${server.name}” in ${shownPath(files.env, below.location.path)}.`,
          ],
  }).add(files, server, place);
}

/** Seen to work without a terminal, and to end with exit code 0 even when it failed. */
function signInCommand(kin: OpenCodeKin, entry: RawEntry, verb: 'auth' | 'logout'): LoginCommand | null {
  const unread = entry.problem !== null || entry.ignored !== null;
  if (entry.transport !== 'http' || unread || entry.name.startsWith('-')) return null;
  const argv = [kin.program, 'mcp', verb, entry.name];
  return { argv, needsTerminal: false, cwd: entry.project, exitTellsNothing: true };
}
