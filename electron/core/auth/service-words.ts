/** What a sign-in service's error means for a person, and what to do. */
export interface ServiceWords {
  readonly message: string;
  readonly next: string;
}

interface Said {
  /** `error` of RFC 6749 section 5.2 or 4.1.2.1; empty when the service sent none. */
  readonly error: string;
  readonly description: string;
  readonly host: string;
  /** The server's address as it was sent (RFC 8707); empty where it does not matter. */
  readonly resource: string;
}

type Row = readonly [matches: (said: Said) => boolean, words: (said: Said) => ServiceWords];

const error =
  (...codes: readonly string[]) =>
  (said: Said) =>
    codes.includes(said.error);
const describes = (pattern: RegExp) => (said: Said) => pattern.test(said.description);

/** First match wins. Microsoft Entra's numbers stand in its descriptions. */
const ROWS: readonly Row[] = [
  [
    describes(/AADSTS9010010\b/),
    ({ resource }) => ({
      message: `Microsoft Entra says that the permissions asked for do not belong to ${resource}.`,
      next: 'Ask whoever runs the server to name it in its metadata exactly as in Entra (“resource”; often one slash too many).',
    }),
  ],
  [
    describes(/AADSTS90009\b/),
    () => ({
      message: 'Microsoft Entra wants the permissions to be named, and the server names none.',
      next: 'Ask whoever runs the server to list them in its metadata (“scopes_supported”).',
    }),
  ],
  [
    describes(/AADSTS(65001|90094)\b/),
    () => ({
      message: 'Your organisation has not approved this app yet.',
      next: 'Ask the administrator of Microsoft Entra to grant consent for it.',
    }),
  ],
  [
    error('invalid_target'),
    ({ host, resource }) => ({
      message: `The sign-in service ${host} does not know the server ${resource}.`,
      next: 'Ask whoever runs the sign-in service to add this address as a resource.',
    }),
  ],
  [
    error('invalid_scope'),
    ({ host }) => ({
      message: `The sign-in service ${host} does not know a permission that the server asks for.`,
      next: 'Ask whoever runs the server to correct “scopes_supported” in its metadata.',
    }),
  ],
  [
    error('start_error'),
    ({ host }) => ({
      message: `The MCP connector is not enabled at ${host}.`,
      next: 'Ask its operator to enable the connector on this cluster, then sign in again.',
    }),
  ],
  [
    error('unsupported_grant_type'),
    ({ host }) => ({
      message: `The sign-in service ${host} does not offer this way of signing in.`,
      next: 'Try another way: with your browser, with a code, or with a client ID.',
    }),
  ],
  [
    error('login_required', 'interaction_required', 'consent_required', 'account_selection_required'),
    ({ host }) => ({
      message: `The sign-in service ${host} wants you to answer a question first.`,
      next: 'Sign in again, with another account if it offers one.',
    }),
  ],
  [
    error('server_error', 'temporarily_unavailable'),
    ({ host }) => ({
      message: `The sign-in service ${host} has a problem right now.`,
      next: 'Try again in a moment; if it stays so, ask whoever runs it.',
    }),
  ],
];

/** Null for an error that says nothing we could put better than the service itself. */
export function serviceWords(said: Said): ServiceWords | null {
  const row = ROWS.find(([matches]) => matches(said));
  return row === undefined ? null : row[1](said);
}
