import type { ClientFiles, RawEntry } from './types.ts';

/** The entry, with a problem where its file begins with a byte order mark that the client cannot read. */
export function refusingMark(client: string, files: ClientFiles, entry: RawEntry): RawEntry {
  const marked = files.document(entry.location.path)?.text.startsWith('\uFEFF') ?? false;
  if (!marked) return entry;
  return {
    ...entry,
    problem: `${client} ignores the whole file because it begins with a byte order mark.`,
  };
}
