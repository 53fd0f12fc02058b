import type { Stage } from './diagnose.ts';
import { AUDIENCE_NEXT } from './refusal-words.ts';
import { tokenClaims } from './token-claims.ts';
import type { TokenClaims } from './token-claims.ts';
import { quote, sentence } from './words.ts';

/** What a server and its metadata say that a token must be. */
export interface TokenWanted {
  /** The sign-in services it names; none when it names none. */
  readonly issuers: readonly string[];
  /** Names under which it may be meant: its own address, and the resource of its metadata. */
  readonly resources: readonly string[];
}

const SIGN_IN_AGAIN = 'Sign in again, or get a new token.';

/**
 * What a token says of itself; of one that was refused, also the usual reasons in the order in which servers look,
 * up to the first that holds. Pure; never quotes the token.
 */
export function tokenStages(
  accessToken: string,
  context: { readonly wanted: TokenWanted; readonly refused: boolean; readonly now: number },
): readonly Stage[] {
  const claims = tokenClaims(accessToken);
  if (claims === null) {
    const text = 'It is opaque: only the sign-in service can read what it says.';
    return [{ name: 'Token', state: 'info', text, next: null }];
  }
  const said: Stage = { name: 'Token', state: 'info', text: claimWords(claims), next: null };
  if (!context.refused) return [said];
  const checks = [
    checkTime(claims, context.now),
    checkIssuer(claims, context.wanted),
    checkAudience(claims, context.wanted),
  ];
  const failed = checks.findIndex(({ state }) => state === 'failed');
  return [
    said,
    ...checks.map((stage, index) =>
      failed >= 0 && index > failed
        ? ({ name: stage.name, state: 'skipped', text: 'Not reached.', next: null } as const)
        : stage,
    ),
  ];
}

function claimWords({ issuer, audiences, expiresAt, person, groups }: TokenClaims): string {
  const parts = [
    issuer === null ? null : `from ${quote(issuer, 120)}`,
    audiences.length === 0 ? 'for no server in particular' : `for ${list(audiences)}`,
    expiresAt === null ? null : `until ${moment(expiresAt)}`,
    person === null ? null : `given to ${quote(person, 80)}`,
    groups.length === 0 ? null : `in the groups ${list(groups)}`,
  ];
  return sentence(parts.filter((part) => part !== null).join(' · '));
}

function checkTime({ expiresAt }: TokenClaims, now: number): Stage {
  const name = 'Token: time';
  if (expiresAt === null) return { name, state: 'info', text: 'It names no end.', next: null };
  return expiresAt <= now
    ? { name, state: 'failed', text: `It ran out at ${moment(expiresAt)}.`, next: SIGN_IN_AGAIN }
    : { name, state: 'ok', text: `It is good until ${moment(expiresAt)}.`, next: null };
}

function checkIssuer({ issuer }: TokenClaims, { issuers }: TokenWanted): Stage {
  const name = 'Token: service';
  if (issuer === null || issuers.length === 0) {
    return { name, state: 'info', text: 'Cannot be compared: one of the two names no service.', next: null };
  }
  return issuers.includes(issuer)
    ? { name, state: 'ok', text: `${quote(issuer, 120)}, as the server wants it.`, next: null }
    : {
        name,
        state: 'failed',
        text: `It comes from ${quote(issuer, 120)}, the server names ${list(issuers)}.`,
        next: 'Both must be the same, to the letter. Sign in at the service that the server names, or ask whoever runs the server to name the right one (kubernetes-mcp-server: “authorization_url”).',
      };
}

function checkAudience({ audiences }: TokenClaims, { resources }: TokenWanted): Stage {
  const name = 'Token: server';
  if (audiences.some((audience) => resources.includes(audience))) {
    return { name, state: 'ok', text: `It is for ${list(audiences)}.`, next: null };
  }
  const whom = audiences.length === 0 ? 'no server in particular' : list(audiences);
  return {
    name,
    state: 'failed',
    text: `It is for ${whom}, the server is ${list(resources)}.`,
    next: `${AUDIENCE_NEXT} In kubernetes-mcp-server the wanted audience is “oauth_audience”.`,
  };
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => quote(name, 120));
  return names.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}

/** In the words of a report that may be sent to somebody elsewhere. */
function moment(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? 'a time that is none'
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
