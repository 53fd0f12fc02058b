import { blankEntry } from './shared-parts.ts';
import type { RawEntry } from './types.ts';

/** An http entry as an adapter reads it from the person's own JSON file, for tests. */
export function testRawEntry(client: string, name: string, fields: Partial<RawEntry> = {}): RawEntry {
  const location = {
    client,
    scope: 'user',
    project: null,
    path: '/f',
    format: 'json',
    role: 'servers',
    tag: null,
    ignored: null,
  } as const;
  return { ...blankEntry(location, name, []), transport: 'http', ...fields };
}
