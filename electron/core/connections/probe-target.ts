import { isLoopbackHost } from '../add/loopback-host.ts';
import { isSecretName, looksSecret, maskUrl } from '../../../shared/redact.ts';
import type { Failure } from './classify-error.ts';
import type { HttpProbeTarget } from './types.ts';

const CREDENTIAL_HEADER = /^(authorization|proxy-authorization|cookie|.*(api[-_]?key|token|secret|auth).*)$/i;

/**
 * What would be sent: address, headers, whether they carry credentials; or why nothing can be sent. A token
 * never goes over http:// to another computer, and never replaces a header the entry sets itself.
 */
export function prepareTarget(target: HttpProbeTarget):
  | {
      readonly url: URL;
      readonly headers: Readonly<Record<string, string>>;
      readonly hasCredentials: boolean;
    }
  | { readonly refusal: Failure } {
  const url = URL.canParse(target.url) ? new URL(target.url) : null;
  if (url === null) return refuse('the address is not a valid URL', 'Correct the address.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse('the address is neither http:// nor https://', 'Correct the address.');
  }
  if (url.username !== '' || url.password !== '') {
    return refuse(
      'the address holds a user name or password, which is not sent',
      'Put them in an Authorization header instead.',
    );
  }
  url.hash = '';
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(target.headers)) {
    if (!isSendable(name, value)) {
      return refuse(
        `the header “${name.slice(0, 60)}” holds characters that cannot be sent`,
        'Correct the header in the configuration.',
      );
    }
    headers[name.toLowerCase()] = value;
  }
  const safe = url.protocol === 'https:' || isLoopbackHost(url.hostname);
  if (target.token !== null && safe && headers['authorization'] === undefined) {
    headers['authorization'] = `Bearer ${target.token}`;
  }
  const hasCredentials = Object.keys(headers).some((name) => CREDENTIAL_HEADER.test(name));
  return { url, headers, hasCredentials };
}

/** Values of headers that carry credentials, also without their scheme ("Bearer …"). */
export function headerSecrets(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    CREDENTIAL_HEADER.test(name) || isSecretName(name) || looksSecret(value)
      ? [value, ...partsOf(name, value)]
      : [],
  );
}

/** What stands in a credential and may come back alone: a token without its scheme, a password, a cookie's value. */
function partsOf(name: string, value: string): readonly string[] {
  if (/cookie/i.test(name)) return value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1));
  const [scheme = '', ...rest] = value.split(/\s+/);
  if (scheme.toLowerCase() !== 'basic') return rest;
  const decoded = Buffer.from(rest[0] ?? '', 'base64').toString('utf8');
  return [...rest, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

/** What a request carries that nobody should see again, in its headers and in its address. */
export function sentSecrets({
  url,
  headers,
}: {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}): readonly string[] {
  const shown = new URL(maskUrl(url.href)).searchParams;
  const hidden = [...url.searchParams].flatMap(([name, value]) =>
    shown.getAll(name).includes(value) ? [] : [value, encodeURIComponent(value)],
  );
  return [...headerSecrets(headers), ...hidden].filter((value) => value.length >= SHORTEST_SECRET);
}

/** Shorter values are words that may stand anywhere. */
const SHORTEST_SECRET = 8;

function isSendable(name: string, value: string): boolean {
  try {
    return new Headers([[name, value]]).has(name);
  } catch {
    return false;
  }
}

function refuse(evidence: string, next: string): { refusal: Failure } {
  return { refusal: { state: 'skipped', evidence, next } };
}
