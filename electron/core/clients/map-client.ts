import type { NewServer } from '../../../shared/actions.ts';
import type { ClientId, ConfigFormat, ConfigScope } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue, KeyPath } from '../formats/types.ts';
import { addPlan, entryValue } from './map-add.ts';
import { entryFields } from './entry-fields.ts';
import { readEntry } from './map-entry.ts';
import type { EntryShape, Wire } from './map-entry.ts';
import { switchPlan, switchState } from './map-switch.ts';
import type { MapSwitch } from './map-switch.ts';
import { blankEntry, membersAt, plainNameProblem } from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type {
  AddCommand,
  ClientAdapter,
  ClientFiles,
  ClientOpening,
  ClientLock,
  ClientProcess,
  ConfigLocation,
  EditPlan,
  LoginCommand,
  OpeningPlace,
  PathEnv,
  RawEntry,
  SignInHelp,
} from './types.ts';

/** A file of a client, in short: the usual is a file of servers in the client's format. */
export interface MapFile {
  readonly scope: ConfigScope;
  readonly project?: string;
  readonly path: string;
  readonly format?: ConfigFormat;
  readonly role?: ConfigLocation['role'];
  readonly tag?: string;
  readonly ignored?: NonNullable<ConfigLocation['ignored']>;
  readonly lock?: ClientLock;
  readonly holdsTokens?: true;
}

/** A client that keeps its servers as a map, name → entry, under one path of its files. */
export interface MapClientSpec {
  readonly id: ClientId;
  readonly name: string;
  /** Two letters that no other client has. */
  readonly mark: string;
  readonly scopes: readonly ConfigScope[];
  /** What the person has to do before the client notices; null when it notices by itself. */
  readonly reload: string | null;
  readonly binaries: readonly string[];
  readonly addCommand?: AddCommand;
  /** When left out: its `binaries`, if there is something to do before it notices. */
  readonly processes?: readonly ClientProcess[];
  /** As of `ClientAdapter.fromDesktop`. */
  readonly fromDesktop?: true;
  readonly markers: (env: PathEnv) => readonly string[];
  /** All files that count. */
  readonly files: (env: PathEnv, projects: readonly string[]) => readonly MapFile[];
  readonly format: ConfigFormat;
  readonly root: KeyPath;
  readonly shape: EntryShape;
  readonly enablement: MapSwitch;
  /** Project folders the client remembers. */
  readonly projects?: (files: ClientFiles) => readonly string[];
  readonly nameProblem?: (name: string) => string | null;
  /** Which of several files of a place takes new servers; the first when left out. */
  readonly target?: (files: ClientFiles, candidates: readonly ConfigLocation[]) => ConfigLocation | undefined;
  /** What to do instead, for a kind of server the client cannot load. */
  readonly instead?: string;
  /** Last word about an entry: approval, reasons why it is not loaded, problems. `value` is as in the file. */
  readonly refine?: (files: ClientFiles, entry: RawEntry, value: ConfigValue) => RawEntry;
  /** Consequences of adding there. */
  readonly addNotes?: (files: ClientFiles, server: NewServer, place: AddPlace) => readonly string[];
  readonly neverSignsIn?: true;
  /** As of `ClientAdapter.keepsSignIns`. */
  readonly keepsSignIns?: string;
  readonly signInHelp?: (server: string) => SignInHelp;
  readonly opens?: (place: OpeningPlace) => ClientOpening | null;
  readonly debug?: ClientAdapter['debug'];
  /** The client's own commands, only where one is known to work unattended. */
  readonly login?: (entry: RawEntry) => LoginCommand | null;
  readonly logout?: (entry: RawEntry) => LoginCommand | null;
}

/** Makes the adapter of a client from data about it. */
export function mapClient(spec: MapClientSpec): ClientAdapter {
  const { id, name, mark, scopes, reload, binaries, markers, shape, enablement } = spec;
  const nameProblem = (text: string): string | null =>
    plainNameProblem(text) ?? spec.nameProblem?.(text) ?? null;
  return {
    id,
    name,
    mark,
    scopes,
    transports: Object.keys(shape.writes) as Wire[],
    reload,
    disable: enablement.kind === 'park' ? 'parked' : 'native',
    signsIn: spec.login !== undefined,
    ...(shape.variables === null
      ? {}
      : { expandsVariables: shape.variables.reads, spellVariable: shape.variables.spell }),
    ...(spec.fromDesktop === undefined ? {} : { fromDesktop: spec.fromDesktop }),
    binaries,
    ...(spec.addCommand === undefined ? {} : { addCommand: spec.addCommand }),
    processes: spec.processes ?? (reload === null ? [] : binaries.map((program) => ({ name: program }))),
    markers,
    locations: (env, projects) => locationsOf(spec, env, projects),
    projects: spec.projects ?? (() => []),
    entries: (files) =>
      files.locations
        .filter((location) => location.role === 'servers')
        .flatMap((location) =>
          membersAt(files.document(location.path), spec.root).map(([key, value]) =>
            toEntry(spec, files, blankEntry(location, key, [...spec.root, key]), value),
          ),
        ),
    nameProblem,
    fields: (_entry, value) => entryFields(shape, value, enablement.kind === 'flag' ? [enablement.key] : []),
    written: (env, server, bridge) => entryValue(spec, env, server, bridge),
    add(files, server, place) {
      const problem = nameProblem(server.name);
      if (problem !== null) return fail('InvalidRequest', problem, { next: 'Choose another name.' });
      const { env } = files;
      const locations = locationsOf(spec, env, place.project === null ? [] : [place.project]);
      return addPlan(spec, files, locations, server, place);
    },
    remove(_files, entry) {
      if (entry.readOnly) return readOnly(entry);
      const { path, format } = entry.location;
      return ok({
        edits: [{ path, format, ops: [{ op: 'remove', path: entry.path }], create: false }],
        notes: [],
      });
    },
    setEnabled(files, entry, enabled) {
      // Lists stand outside of the entry, so they switch also one that is not ours to change.
      if (entry.readOnly && enablement.kind !== 'lists') return readOnly(entry);
      if (entry.ignored !== null) {
        return fail('Unsupported', `${name} does not load ${entry.name}: ${entry.ignored.reason}`, {
          next: entry.ignored.next,
        });
      }
      return switchPlan(name, enablement, files, entry, enabled);
    },
    ...(spec.neverSignsIn === undefined ? {} : { neverSignsIn: spec.neverSignsIn }),
    ...(spec.keepsSignIns === undefined ? {} : { keepsSignIns: spec.keepsSignIns }),
    ...(spec.signInHelp === undefined ? {} : { signInHelp: spec.signInHelp }),
    ...(spec.debug === undefined ? {} : { debug: spec.debug }),
    ...(spec.opens === undefined ? {} : { opens: spec.opens }),
    login: spec.login ?? (() => null),
    logout: spec.logout ?? (() => null),
  };
}

function locationsOf(
  spec: MapClientSpec,
  env: PathEnv,
  projects: readonly string[],
): readonly ConfigLocation[] {
  return spec.files(env, projects).map((file) => ({
    client: spec.id,
    scope: file.scope,
    project: file.project ?? null,
    path: file.path,
    format: file.format ?? spec.format,
    role: file.role ?? 'servers',
    tag: file.tag ?? null,
    ignored: file.ignored ?? null,
    ...(file.lock !== undefined && { lock: file.lock }),
    ...(file.holdsTokens !== undefined && { holdsTokens: file.holdsTokens }),
  }));
}

function toEntry(spec: MapClientSpec, files: ClientFiles, blank: RawEntry, value: ConfigValue): RawEntry {
  const fields = readEntry(spec.name, spec.shape, value);
  const read: RawEntry = { ...blank, ...fields, ignored: blank.ignored ?? fields.ignored };
  const entry: RawEntry = { ...read, ...switchState(files, spec.enablement, read, value) };
  return spec.refine?.(files, entry, value) ?? entry;
}

function readOnly(entry: RawEntry): Result<EditPlan> {
  if (entry.suppliedBy !== null) {
    return fail('ConfigReadOnly', `${entry.name} comes with ${entry.suppliedBy}.`, {
      next: 'Switch that off, or remove it, in the app.',
    });
  }
  return fail('ConfigReadOnly', `${entry.name} is set for everyone in ${entry.location.path}.`, {
    next: 'Ask whoever manages this computer.',
  });
}
