import type { EntryWarning, PlainSecret } from '../../shared/domain.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { orderedEntries } from './order.ts';

/** One warning as `lint --json` has it. */
interface Finding {
  readonly ref: string;
  readonly client: string;
  readonly file: string;
  readonly line: number | null;
  readonly code: EntryWarning['code'];
  readonly severity: EntryWarning['severity'];
  /** What is the case, and what to do. */
  readonly text: string;
  /** What to do, by itself. */
  readonly next: string;
  /** How this client refers to a variable in place of the first value that is warned of; null where it cannot. */
  readonly suggestion: string | null;
  /** What `lint --fix` can do: replace the secrets, or keep other people out of the file. */
  readonly fixes: EntryWarning['fixes'];
  readonly secrets: readonly PlainSecret[];
}

/** In the order of the list, the gravest of an entry first: the same on every machine and every run. */
export function findingsIn(snapshot: Snapshot): readonly Finding[] {
  return orderedEntries(snapshot).flatMap((entry) =>
    entry.warnings.map(({ code, severity, text, next, places, fixes }) => {
      const secrets = entry.secrets.filter(({ place }) => places.includes(place));
      return {
        ref: entry.ref,
        client: entry.client,
        file: entry.file,
        line: entry.line,
        code,
        severity,
        text: `${text} ${next}`,
        next,
        suggestion: secrets[0]?.reference ?? null,
        fixes,
        secrets,
      };
    }),
  );
}
