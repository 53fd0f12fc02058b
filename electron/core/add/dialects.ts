import type { AddTarget } from '../../../shared/actions.ts';
import { ADAPTERS } from '../clients/registry.ts';
import type { ClientAdapter } from '../clients/types.ts';

/** A program that has a command for new servers, as far as its words differ. */
export interface AddDialect {
  readonly source: string;
  /** Where the command writes when it names no scope; null for programs whose files we do not know. */
  readonly target: Omit<AddTarget, 'project' | 'bridge'> | null;
  readonly scopes: readonly string[];
  /** What to say about an address without a transport, where the client would read it otherwise than we do. */
  readonly untypedAddress?: string;
}

const OTHER: AddDialect = { source: 'a command', target: null, scopes: [] };

/** Programs that are known from pages only. */
const STRANGERS = ['q'];

/** Words that may stand before `mcp add`, the longest first. */
export const PROGRAMS: readonly string[] = [
  ...new Set([...ADAPTERS.flatMap(({ binaries }) => binaries), ...STRANGERS]),
].toSorted((a, b) => b.length - a.length);

/** `program` without path, version and ending. */
export function dialectOf(program: string): AddDialect {
  const name = program.toLowerCase();
  const adapter = ADAPTERS.find(({ binaries }) => binaries.includes(name));
  return adapter === undefined ? OTHER : of(adapter);
}

function of({ id, name, scopes, addCommand }: ClientAdapter): AddDialect {
  const source = `a ${name} command`.replace(/^a (?=[AEIO])/, 'an ');
  if (addCommand === undefined) return { ...OTHER, source };
  return {
    source,
    target: { client: id, scope: addCommand.scope },
    scopes,
    ...(addCommand.addressNeedsTransport === true
      ? {
          untypedAddress: `The line names no transport, so ${name} would take the address for a program; read as a web server.`,
        }
      : {}),
  };
}
