/** What stands in Factory droid's store once it is open (0.225.2), and droid's rules for it. Pure. */
import type { RawEntry } from '../clients/types.ts';
import { digest } from '../digest.ts';
import { hasText, memberOf, membersOf, nameInKey, textOf, timeOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { SignInRecord } from './types.ts';

export const OWNER = 'factory-droid';
/** The member that holds the records. */
export const RECORDS = 'mcpOAuth';

/** Metadata of the records. Droid itself takes one without a client id for deleted. */
export function parseDroidRecords(root: unknown): readonly SignInRecord[] {
  return membersOf(memberOf(root, RECORDS)).flatMap(([key]) => {
    const fields = droidRecord(root, key);
    if (fields === null) return [];
    return [
      {
        owner: OWNER,
        key,
        serverName: textOf(fields, 'serverName') ?? nameInKey(key),
        serverUrl: textOf(fields, 'serverUrl'),
        issuer: textOf(fields, 'authorizationServerIssuer'),
        expiresAt: timeOf(fields, 'expiresAt'),
        hasAccessToken: hasText(fields, 'accessToken'),
        refreshable: hasText(fields, 'refreshToken'),
        rejectedAt: null,
      },
    ];
  });
}

/** One record; null where there is none that droid would count. */
export function droidRecord(root: unknown, key: string): Fields | null {
  const fields = memberOf(memberOf(root, RECORDS), key);
  return hasText(fields, 'clientId') ? fields : null;
}

/** Whether droid uses the record for the entry. Its kind does not count: droid hashes `http` for HTTP+SSE too. */
export function droidServes(record: SignInRecord, { name, url }: RawEntry): boolean {
  if (url === null) return false;
  const hash = digest('sha256', JSON.stringify({ type: 'http', url })).slice(0, 16);
  return record.key === `${droidName(name)}|${hash}`;
}

const LONGEST_NAME = 32;

/** What droid calls a server, whatever its entry is called. */
export function droidName(name: string): string {
  const plain = name
    .replaceAll(/[\s/\\@#$%^&*()+=[\]{}|;:'"<>,.?]+/g, '-')
    .replaceAll(/[^a-zA-Z0-9_-]/g, '')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return plain.slice(0, LONGEST_NAME).replace(/-$/, '') || 'invalid-server-name';
}
