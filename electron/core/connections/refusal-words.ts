/** Why a server refused a token, by its own words (RFC 6750 section 3, `error_description`). */
export interface Refusal {
  readonly words: string;
  readonly next: string;
}

/** The audience mapper as Keycloak's administration calls its parts. */
export const AUDIENCE_NEXT =
  'Ask whoever runs the sign-in service to issue tokens for this server. In Keycloak: Client scopes → Mappers → add the mapper “Audience”, give it a name, include the audience that the server wants, and turn it on for ID token and access token.';

const ROWS: readonly (readonly [RegExp, Refusal])[] = [
  [/audience|\baud\b/i, { words: 'the token is for another server', next: AUDIENCE_NEXT }],
  [/expired|no longer valid|\bexp\b/i, { words: 'the token has run out', next: 'Sign in again.' }],
  [
    /issuer|\biss\b/i,
    {
      words: 'the token comes from another sign-in service',
      next: 'Sign in again; if it stays so, ask whoever runs the server which sign-in service it trusts.',
    },
  ],
  [
    /signature|malformed|decode|key id|\bkid\b/i,
    {
      words: 'the token cannot be verified',
      next: 'Sign in again; if it stays so, ask whoever runs the server to look into its log.',
    },
  ],
];

/** Null when the words say none of the usual reasons. */
export function refusalWords(description: string | null): Refusal | null {
  return ROWS.find(([pattern]) => pattern.test(description ?? ''))?.[1] ?? null;
}
