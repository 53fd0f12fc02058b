/** The parts of a `WWW-Authenticate: Bearer` challenge we use (RFC 6750 section 3, RFC 9728 section 5.1). */
export interface BearerChallenge {
  readonly error: string | null;
  readonly scope: string | null;
  readonly resourceMetadata: string | null;
}

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+/;
const PARAMETER = /^([!#$%&'*+.^_`|~\w-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))/;

/**
 * Finds the Bearer challenge wherever it stands among several schemes (RFC 9110 section 11.6.1); commas
 * inside quotes separate nothing. Null when there is none.
 */
export function parseBearerChallenge(header: string | null): BearerChallenge | null {
  let rest = (header ?? '').slice(0, 16_384);
  let scheme = '';
  const found = new Map<string, string>();
  let seen = false;
  while (rest !== '') {
    rest = rest.replace(/^[\s,]+/, '');
    const parameter = PARAMETER.exec(rest);
    if (parameter && scheme !== '') {
      const [all, name = '', quoted, bare = ''] = parameter;
      if (scheme === 'bearer') found.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare);
      rest = rest.slice(all.length);
      continue;
    }
    const token = TOKEN.exec(rest)?.[0];
    // Not a token: a token68 value's padding or rubbish; skip to the next comma.
    if (token === undefined) {
      rest = rest.replace(/^[^,]*/, '');
      continue;
    }
    scheme = token.toLowerCase();
    seen ||= scheme === 'bearer';
    rest = rest.slice(token.length);
  }
  if (!seen) return null;
  return {
    error: found.get('error') ?? null,
    scope: found.get('scope') || null,
    resourceMetadata: found.get('resource_metadata') || null,
  };
}
