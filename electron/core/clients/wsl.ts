/**
 * Clients inside Windows Subsystem for Linux, seen from Windows: their files stand below `\\wsl.localhost\<distro>`.
 * Each adapter is asked as on Linux, and its paths are turned round at the edge. Not run here (no Windows).
 */
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, EditPlan, PathEnv, RawEntry } from './types.ts';

export interface WslHome {
  readonly distro: string;
  /** `\\wsl.localhost\Ubuntu`, or `\\wsl$\Ubuntu` as older Windows has it. */
  readonly share: string;
  /** The home folder as it is called inside. */
  readonly home: string;
}

/** Home folders named one after another with “;” (`\\wsl.localhost\Ubuntu\home\me`); others are left out. */
export function wslHomes(named: string): readonly WslHome[] {
  return named.split(';').flatMap((path) => {
    const parts = /^(\\\\(?:wsl\.localhost|wsl\$)\\([^\\]+))((?:\\[^\\]+)+)\\?$/i.exec(path.trim());
    if (parts === null) return [];
    const [, share = '', distro = '', home = ''] = parts;
    return [{ distro, share, home: home.replaceAll('\\', '/') }];
  });
}

/**
 * The client as it is in that home: a target of its own beside the one of Windows. Its programs are not ours to
 * start or to look for, so it has no sign-in commands, and changes wait for the client's own restart.
 */
export function inWsl(adapter: ClientAdapter, { distro, share, home }: WslHome): ClientAdapter {
  const slug = distro.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const id = `${adapter.id}-wsl-${slug.replaceAll(/^-|-$/g, '')}`;
  const out = (path: string): string => share + path.replaceAll('/', '\\');
  const isInside = (path: string): boolean => path.toLowerCase().startsWith(`${share.toLowerCase()}\\`);
  const inside = (path: string): string => path.slice(share.length).replaceAll('\\', '/');
  // Windows' own variables mean nothing there.
  const envOf = (env: PathEnv): PathEnv => ({
    platform: 'linux',
    home,
    vars: {},
    listing: (folder) => env.listing(out(folder)),
  });
  const located = (location: ConfigLocation): ConfigLocation => ({
    ...location,
    client: id,
    path: out(location.path),
    project: location.project === null ? null : out(location.project),
  });
  const locationsIn = (env: PathEnv, projects: readonly string[]): readonly ConfigLocation[] =>
    adapter.locations(envOf(env), projects.filter(isInside).map(inside));
  const filesIn = (files: ClientFiles): ClientFiles => ({
    env: envOf(files.env),
    locations: files.locations.filter(({ path }) => isInside(path)).map((one) => turnedIn(one, inside)),
    document: (path) => files.document(out(path)),
  });
  const entryIn = (entry: RawEntry): RawEntry => ({
    ...entry,
    location: turnedIn(entry.location, inside),
    project: entry.project === null ? null : inside(entry.project),
  });
  const entryOut = (entry: RawEntry): RawEntry => ({
    ...entry,
    location: located(entry.location),
    project: entry.project === null ? null : out(entry.project),
  });
  const planOut = <Plan extends Result<EditPlan> | 'park'>(plan: Plan): Plan | Result<EditPlan> => {
    if (plan === 'park' || !plan.ok) return plan;
    const edits = plan.value.edits.map((edit) => ({ ...edit, path: out(edit.path) }));
    return { ok: true, value: { ...plan.value, edits } };
  };
  const { startsWithoutShell: _shell, quitFirst: _quit, ...rest } = adapter;
  return {
    ...rest,
    id,
    name: `${adapter.name} in WSL (${distro})`,
    signsIn: false,
    binaries: [],
    processes: [],
    elsewhere: true,
    markers: (env) => adapter.markers(envOf(env)).map(out),
    locations: (env, projects) => locationsIn(env, projects).map(located),
    projects: (files) => adapter.projects(filesIn(files)).map(out),
    entries: (files) => adapter.entries(filesIn(files)).map(entryOut),
    ...(adapter.fields === undefined
      ? {}
      : { fields: (entry, value) => adapter.fields?.(entryIn(entry), value) ?? null }),
    ...(adapter.written === undefined
      ? {}
      : {
          written: (env, server, bridge, like) =>
            adapter.written?.(envOf(env), server, bridge, like) ?? fail('Unsupported'),
        }),
    add(files, server, target) {
      const project = target.project === null ? null : inside(target.project);
      return planOut(adapter.add(filesIn(files), server, { ...target, project }));
    },
    remove: (files, entry) => planOut(adapter.remove(filesIn(files), entryIn(entry))),
    setEnabled: (files, entry, on) => planOut(adapter.setEnabled(filesIn(files), entryIn(entry), on)),
    login: () => null,
    logout: () => null,
  };
}

function turnedIn(location: ConfigLocation, inside: (path: string) => string): ConfigLocation {
  const { path, project } = location;
  return { ...location, path: inside(path), project: project === null ? null : inside(project) };
}
