/** Splits an RFC 6749 section 3.3 list; the characters outside its grammar are dropped with their word. */
export function scopeList(text: string | null | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(word));
}

export function scopeUnion(...texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap(scopeList))];
}

/**
 * What to ask for (MCP 2026-07-28, "Scope Selection Strategy"): what the server's challenge names, else all
 * that its metadata lists, else nothing. A 403 widens what was asked for before ("Step-Up"). `offline_access`
 * is added to a request that names scopes where the service offers it; without it many give no refresh token.
 */
export function selectScopes(from: {
  wanted: string | undefined;
  stepUp: { previous: readonly string[]; challenged: string | null } | null;
  challenge: string | null;
  supportedByResource: readonly string[] | undefined;
  supportedByIssuer: readonly string[] | undefined;
}): string[] {
  const chosen =
    from.wanted !== undefined
      ? scopeList(from.wanted)
      : from.stepUp
        ? scopeUnion(from.stepUp.previous.join(' '), from.stepUp.challenged)
        : from.challenge
          ? scopeList(from.challenge)
          : scopeUnion(from.supportedByResource?.join(' '));
  const offline = from.supportedByIssuer?.includes('offline_access') && chosen.length > 0;
  return offline ? scopeUnion(chosen.join(' '), 'offline_access') : chosen;
}
