import { expect, test } from 'vitest';
import { fail } from '../../shared/errors.ts';
import { checkExitCode } from './check-outcome.ts';
import { reportError } from './report-error.ts';
import { entryFixture } from './test-support/snapshot-fixture.ts';

test.each([
  ['Internal', 1],
  ['InvalidRequest', 2],
  ['EntryNotFound', 3],
  ['EntryAmbiguous', 3],
  ['ConfigConflict', 4],
  ['UndoStale', 4],
  ['ConfigInvalid', 5],
  ['ConfigUnreadable', 5],
  ['Unsupported', 6],
  ['AuthRequired', 7],
  ['KeychainLocked', 8],
  ['KeychainUnavailable', 8],
] as const)('%s ends with exit code %i', (code, exitCode) => {
  expect(reportError(fail(code).error, { json: false, write: () => undefined })).toBe(exitCode);
});

test('an error is one line of a sentence and the next step; outside text is quoted below, made harmless', () => {
  let text = '';
  const { error } = fail('Unsupported', 'Claude Desktop cannot do that.', {
    next: 'Use Connectors.',
    detail: 'says \u001b[31mno',
  });
  reportError(error, { json: false, write: (part) => (text += part) });
  expect(text).toBe('Claude Desktop cannot do that. Use Connectors.\n  “says \\u{1b}[31mno”\n');
});

test('as JSON an error has its code and message, and candidates when there are some', () => {
  let text = '';
  const { error } = fail('EntryAmbiguous', 'Several.', { next: 'Choose.' });
  reportError({ ...error, candidates: ['a', 'b'] }, { json: true, write: (part) => (text += part) });
  expect(JSON.parse(text)).toEqual({
    error: { code: 'EntryAmbiguous', message: 'Several.', next: 'Choose.', candidates: ['a', 'b'] },
  });
});

const checked = (connection: string, auth = 'unknown') => {
  const entry = entryFixture();
  return {
    ...entry,
    connection: { ...entry.connection, state: connection as never },
    auth: { ...entry.auth, state: auth as never },
  };
};

test.each([
  [[checked('connected')], 0],
  [[checked('connected', 'signed-in'), checked('skipped', 'not-applicable')], 0],
  [[], 0],
  [[checked('needs-auth', 'needed')], 7],
  [[checked('connected', 'insufficient-scope')], 7],
  [[checked('needs-auth', 'not-permitted')], 1],
  [[checked('needs-auth', 'keychain-unavailable')], 8],
  [[checked('unreachable')], 1],
  [[checked('connected'), checked('needs-auth', 'needed'), checked('tls-error')], 1],
  [[checked('unknown')], 1],
])('check ends with the worst outcome (%#)', (entries, exitCode) => {
  expect(checkExitCode(entries)).toBe(exitCode);
});
