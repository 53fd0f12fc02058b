import type { EntryChanges } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { otherAddress, otherSide } from '../clients/change-kind.ts';
import type { Kind, KindEdit } from '../clients/change-kind.ts';
import type { EntryDescription, EntryEdit } from '../clients/edit-entry.ts';
import type { EntryFields, RawEntry } from '../clients/types.ts';
import { isObject } from '../formats/intent.ts';
import type { ConfigValue } from '../formats/types.ts';
import type { ClientReading } from './inventory.ts';
import { serverOf } from './server-of.ts';
import { fitForWindows } from './windows-server.ts';
import { unsafeServer } from './unsafe-server.ts';

export interface KindChange extends KindEdit {
  /** The kind that the entry is to be read as. */
  readonly kind: Kind;
  readonly notes: readonly string[];
}

interface Subject {
  readonly entry: RawEntry;
  readonly reading: ClientReading;
  readonly fields: EntryFields;
  readonly stored: { readonly [key: string]: ConfigValue };
}

/** The kind of server that an edit asks for, where it is another than the entry's; null: it stays. */
export function kindAsked({ transport }: RawEntry, changes: EntryChanges): Kind | null {
  const { transport: asked, bridge } = changes;
  if (asked !== undefined && asked !== transport) return asked;
  if (bridge !== true || transport === 'stdio') return null;
  return transport === 'sse' ? 'sse' : 'http';
}

/** The edits that make an entry another kind of server, in the client's own form. Errors as of `add`. */
export function changeKind(
  { entry, reading, fields, stored }: Subject,
  changes: EntryChanges,
  edit: EntryEdit,
  asked: Kind,
): Result<KindChange> {
  const { adapter, files } = reading;
  const bridge = changes.bridge === true && asked !== 'stdio';
  if (bridge && adapter.transports.includes(asked)) {
    return fail('Unsupported', `${adapter.name} loads such an address itself; it needs no bridge.`, {
      next: 'Leave the bridge out.',
    });
  }
  const incomplete = missing(entry, edit.wanted, asked);
  if (incomplete !== null) return incomplete;
  if (!bridge && asked !== 'stdio' && entry.url !== null && adapter.transports.includes(asked)) {
    const other = otherAddress(adapter, fields, stored, edit.ops, asked);
    return other.ok ? ok({ ...other.value, kind: asked, notes: [] }) : other;
  }
  const plain = serverOf(edit.wanted, adapter, { name: entry.name, transport: asked });
  const { server, notes: onWindows } = fitForWindows(adapter, files.env, entry.location.path, plain);
  const unsafe = unsafeServer(only(server, asked));
  if (unsafe !== null) return unsafe;
  const written = adapter.written?.(files.env, server, bridge, stored);
  if (written === undefined) {
    return fail('Unsupported', `${adapter.name} has no other kind of server.`);
  }
  if (!written.ok) return written;
  if (!isObject(written.value)) return fail('EditVerificationFailed');
  const kind = bridge ? 'stdio' : asked;
  const { ops, gone } = otherSide(fields, stored, written.value, kind);
  const notes = gone.length === 0 ? [] : [goneNote(adapter.name, gone, kind)];
  return ok({ ops, gone, kind, notes: [...notes, ...onWindows, ...(bridge ? [BRIDGE_NOTE] : [])] });
}

const BRIDGE_NOTE =
  'The address is reached through mcp-remote, which npx downloads and starts; Node.js must be there.';

function goneNote(client: string, gone: readonly string[], kind: Kind): string {
  const what = kind === 'stdio' ? 'a local program' : 'a web address';
  return `These do not go with ${what} in ${client} and are taken out: ${gone.join(', ')}.`;
}

function missing(
  entry: RawEntry,
  wanted: EntryDescription,
  asked: Kind,
): Extract<Result<never>, { ok: false }> | null {
  if (asked === 'stdio') {
    if (wanted.command !== null && wanted.command !== '') return null;
    return fail('InvalidRequest', `“${entry.name}” needs the program to start.`, { next: 'Enter it too.' });
  }
  if (wanted.url !== null && wanted.url !== '') return null;
  return fail('InvalidRequest', `“${entry.name}” needs an address.`, { next: 'Enter it too.' });
}

/** Judged are the fields that will be written. */
function only(server: ReturnType<typeof serverOf>, asked: Kind): ReturnType<typeof serverOf> {
  return asked === 'stdio'
    ? { ...server, url: null, headers: {}, bearerTokenEnvVar: null }
    : { ...server, command: null, args: [], env: {} };
}
