import type { ServerEntry } from '../../shared/domain.ts';
import type { ClientView, Snapshot } from '../../shared/snapshot.ts';
import { orderedEntries } from './order.ts';

/** One warning as `lint --json` has it. */
interface Finding {
  readonly ref: string;
  readonly client: string;
  readonly file: string;
  readonly line: number | null;
  readonly text: string;
  /** How this client refers to a variable in place of the value that is warned of; null where it cannot. */
  readonly suggestion: string | null;
}

/** In the order of the list: the same on every machine and every run. */
export function findingsIn(snapshot: Snapshot): readonly Finding[] {
  const clients = new Map(snapshot.clients.map((client) => [client.id, client]));
  return orderedEntries(snapshot).flatMap((entry) =>
    entry.warnings.map((text) => ({
      ref: entry.ref,
      client: entry.client,
      file: entry.file,
      line: entry.line,
      text,
      suggestion: suggestionFor(entry, clients.get(entry.client), text),
    })),
  );
}

/** Warnings of a value in plain text begin with its name. */
function suggestionFor(entry: ServerEntry, client: ClientView | undefined, text: string): string | null {
  const value = [...entry.env, ...entry.headers].find(
    ({ name, secret }) => secret && text.startsWith(`${name} `),
  );
  const syntax = client?.variableSyntax ?? null;
  if (value === undefined || syntax === null) return null;
  return syntax.replace('NAME', () => value.name.toUpperCase().replace(/[^A-Z0-9]+/g, '_'));
}
