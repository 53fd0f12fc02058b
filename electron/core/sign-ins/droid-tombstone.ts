import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { readerFor } from '../formats/registry.ts';
import type { EditOp } from '../formats/types.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import { droidRecord, RECORDS } from './droid-record.ts';
import { memberOf, nameInKey, textOf, timeOf } from './record-fields.ts';

const TOMBSTONES = 'mcpOAuthTombstones';

/**
 * The opened text of droid's store without one record, which leaves a tombstone with the next revision; null when it is
 * gone. Every other byte stays. EditVerificationFailed and the like when that cannot be.
 */
export function withTombstone(text: string, key: string): Result<string | null> {
  const parsed = readerFor('json').parse(text);
  if ('problem' in parsed) {
    const next = 'Sign in again with droid.';
    return fail('ConfigInvalid', 'What droid keeps its sign-ins in is not valid JSON.', { next });
  }
  const root = parsed.document.get([]);
  const record = droidRecord(root, key);
  if (record === null) return ok(null);
  const serverUrl = textOf(record, 'serverUrl') ?? '';
  const revision = Math.max(revisionOf(root, RECORDS, key), revisionOf(root, TOMBSTONES, key)) + 1;
  const serverName = textOf(record, 'serverName') ?? nameInKey(key);
  const tombstone = { serverName, serverUrl, revision, deletedAt: Date.now() };
  const ops: readonly EditOp[] = [
    { op: 'remove', path: [RECORDS, key] },
    // One without an address would make droid refuse the whole store.
    ...(URL.canParse(serverUrl) ? [{ op: 'set', path: [TOMBSTONES, key], value: tombstone } as const] : []),
  ];
  const edit = verifiedEdit(parsed.document, ops);
  return edit.ok ? ok(edit.value.text) : edit;
}

function revisionOf(root: unknown, parent: string, key: string): number {
  return timeOf(memberOf(memberOf(root, parent), key), 'revision') ?? 0;
}
