import type { ConfigFileView, ProjectView } from '../../../shared/snapshot.ts';
import type { ConfigLocation } from '../clients/types.ts';
import type { CachedFile } from './file-cache.ts';

/** Files that could exist but do not are only worth a line where the person would look first. */
export function fileView(location: ConfigLocation, file: CachedFile | undefined): readonly ConfigFileView[] {
  if (file === undefined) return [];
  const { scope, role, tag, ignored } = location;
  const expected = scope === 'user' && role === 'servers' && tag === null && ignored === null;
  if (file.state === 'missing' && !expected) return [];
  return [
    {
      client: location.client,
      scope: location.scope,
      project: location.project,
      path: location.path,
      format: location.format,
      state: file.state,
      problem: file.problem,
      ignoredByClient: location.ignored?.reason ?? null,
    },
  ];
}

export function projectViews(
  remembered: readonly string[],
  added: readonly string[],
  folders: readonly string[],
): readonly ProjectView[] {
  const byPerson = new Set(added);
  const existing = new Set(folders);
  const fromClients = [...new Set(remembered)].filter((path) => existing.has(path) && !byPerson.has(path));
  return [
    ...[...byPerson].map((path) => ({ path, source: 'added' as const })),
    ...fromClients.map((path) => ({ path, source: 'client' as const })),
  ];
}
