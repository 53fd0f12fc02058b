import { isReference, isSecretName, looksSecret, SECRET_VALUES } from './secret-shapes.ts';

export { isReference, isSecretName, looksSecret } from './secret-shapes.ts';

/**
 * The one place that decides how a secret is shown. Masks keep no part of the value: four visible characters of
 * a short token are already too many.
 */
export const MASK = '••••••';

/** Value of an env variable or header, masked when its name or shape says it is secret. */
export function maskNamed(name: string, value: string): { value: string; secret: boolean } {
  if (value === '' || isReference(value)) return { value, secret: false };
  if (isSecretName(name) || looksSecret(value)) return { value: MASK, secret: true };
  return { value: redactText(value), secret: false };
}

/** Address for showing: user info and the values of query parameters that look secret are masked. */
export function maskUrl(url: string): string {
  const [, head = url, query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(url) ?? [];
  // Up to the last @: a password may hold one.
  const safeHead = head.replace(/^([a-z][\w+.-]*:\/\/)[^/]*@/i, `$1${MASK}@`).replace(SECRET_VALUES, MASK);
  const safeQuery = query.replace(
    /([?&])([^=&]+)=([^&]*)/g,
    (_all, sep: string, name: string, value: string) =>
      `${sep}${name}=${maskNamed(decode(name), decode(value)).secret || value.length > 24 ? MASK : value}`,
  );
  return safeHead + safeQuery + (fragment === '' ? '' : `#${MASK}`);
}

/** Command-line arguments: `--api-key X`, `--token=X`, `-H "Authorization: …"`, and secret shapes anywhere. */
export function maskArgs(args: readonly string[]): string[] {
  return args.map((arg, index) => {
    const previous = args[index - 1] ?? '';
    if (isSecretFlag(previous) && !arg.startsWith('-')) return isReference(arg) ? arg : MASK;
    if (/^(?:-u|--user|--proxy-user)$/.test(previous) && isUserPassword(arg)) return MASK;
    return redactText(arg);
  });
}

/** A flag whose value is the next argument. */
export function isSecretFlag(arg: string): boolean {
  return arg.startsWith('-') && !arg.includes('=') && isSecretName(arg);
}

/** Not `1000:1000`, the ids of a user and a group. */
function isUserPassword(text: string): boolean {
  return /^[^:\s]+:./.test(text) && !/^\d+:\d+$/.test(text) && !isReference(text);
}

/**
 * Free text (log lines, stderr, server messages, diffs): secret shapes, private keys, `Bearer …`, authorization
 * and cookie headers, `name=value`, `"name": "value"` and `<name>value</name>` with secret names, user info and
 * codes in URLs.
 */
export function redactText(text: string): string {
  const masked = text
    .replace(/(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[\s\S]*?(?=-----END|$)/g, `$1${MASK}`)
    .replace(COOKIES, `$1${MASK}`)
    .replace(SIGNED, `$1 ${MASK}`)
    .replace(AUTHORIZATION, maskAuthorization)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s"'?#]{1,500}@/gi, `$1${MASK}@`)
    .replace(/([?&](?:code|state|sig)=)(?!\$|\{)[^&\s"'#]{8,}/gi, `$1${MASK}`)
    .replace(
      /(?<=\s|^)((?:-u|--user|--proxy-user)[ =])(?!\d+:\d+(?:\s|$))[^\s:]{1,200}:[^\s"']+/g,
      `$1${MASK}`,
    )
    .replace(FLAG, (all, flag: string, value: string) =>
      isSecretName(flag) && !isReference(value) ? `${flag} ${MASK}` : all,
    )
    .replace(LISTED_FLAG, (all, head: string, flag: string, quote: string, value: string) =>
      isSecretName(flag) && !isReference(value) ? `${head}${quote}${MASK}${quote}` : all,
    )
    .replace(/<([\w.-]{1,60})>([^<>]{1,2000})(?=<\/\1>)/g, (all, name: string) =>
      isSecretName(name) ? `<${name}>${MASK}` : all,
    );
  return maskPairs(masked).replace(SECRET_VALUES, MASK);
}

/** Words after “Bearer” that are prose, parameters of a challenge (RFC 6750 section 3) or a reference. */
const BEARER =
  /\b(Bearer|Basic)\s+(?!\$|\{(?:env|file):|••|(?:tokens?|auth|authentication|authorization|header|scheme|realm)(?![\w.-])|[a-z_]{2,30}=["\w])[^\s"',;\\]+/gi;

const BETWEEN = `\\\\{0,3}["']?\\s{0,20}[:=]\\s{0,20}\\\\{0,3}["']?`;

/** Only as long as a name with a separator; the value to the end of its line or text. */
const COOKIES = new RegExp(`\\b((?:set-)?cookie${BETWEEN})(?!\\$|\\{)[^\\r\\n"'\\\\]{3,}`, 'gi');

/** Their parameters go on to the end of the line, quoted each for itself. */
const SIGNED = new RegExp(
  `\\b((?:proxy-)?authorization${BETWEEN}(?:digest|oauth|hawk|aws4-hmac-sha256))\\s[^\\r\\n]{3,}`,
  'gi',
);

/** A scheme and one word; what is no known scheme may be the secret itself. */
const AUTHORIZATION = new RegExp(
  `\\b((?:proxy-)?authorization${BETWEEN})([\\w-]{1,60})(\\s{1,5})([^\\s"',;\\\\]+)`,
  'gi',
);

function maskAuthorization(all: string, head: string, scheme: string, space: string, value: string): string {
  if (isReference(value) || /^(?:bearer|basic)$/i.test(scheme)) return all;
  const known = /^(?:token|api-?key|key|jwt|digest|oauth|hawk|negotiate|ntlm|aws4-hmac-sha256)$/i.test(
    scheme,
  );
  return `${head}${known ? scheme : MASK}${space}${MASK}`;
}

/** A flag and its value in running text: only what is no word (“--token is missing”). */
const FLAG = /(?<![\w-])(--?[a-z][\w-]{1,60})\s{1,3}(?=[^\s"']*\d)([^\s"'-][^\s"']{5,})/gi;

/** The same in a list, as files and diffs have it. */
const LISTED_FLAG = /(["'](--?[a-z][\w-]{1,60})["'],[\s+-]{0,60})(["'])((?:(?!\3)[^\\\n]|\\.){1,2000})\3/gi;

/** Starts only where a name starts and stays short, so that long text costs one pass. */
const PAIR_NAME =
  /(?:(?<![\w.-])(?!(?<=%)[0-9A-F]{2})|(?<=%[0-9A-F]{2}))([\w.-]{1,100})(?:\\{0,3}["']|%22)?\s{0,20}(?:[:=]|%3[AD])\s{0,20}/gi;

/** Quoted in any way, also cut off before its end; a block of YAML; or a bare word. */
const PAIR_VALUE =
  /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|\\{1,3}"[\s\S]*?(?:\\{1,3}"|$)|"(?:[^"\\\n]|\\.)*"?|'[^'\n]*'?|[|>][+-]?\n(?:[ +-]*[ \t]+[^\n]*(?:\n|$))+|(?!\[)(?:\$\{\{[^{}\n]{0,200}\}\}|\$\{[^{}\n]{0,200}\}|\{(?:env|file):[^{}\n]{0,200}\}|(?!\{["\s])[^\s"',;&}\])\\])+/y;

/** Only a masked value is passed over: the value of a harmless name may be the next pair (`error: token=x`). */
function maskPairs(text: string): string {
  let masked = '';
  let done = 0;
  for (const pair of text.matchAll(PAIR_NAME)) {
    const start = pair.index + pair[0].length;
    if (pair.index < done || !isSecretName(pair[1] ?? '')) continue;
    PAIR_VALUE.lastIndex = start;
    const raw = PAIR_VALUE.exec(text)?.[0] ?? '';
    const [, before = '', value = '', after = ''] =
      /^(\\*["']*|[|>][+-]?\n)([\s\S]*?)(\\*["']*)$/.exec(raw) ?? [];
    if (isHarmless(value)) continue;
    masked += `${text.slice(done, start)}${before}${MASK}${after}`;
    done = start + raw.length;
  }
  return masked + text.slice(done);
}

function isHarmless(value: string): boolean {
  return (
    value === '' ||
    value.startsWith(MASK) ||
    isReference(value) ||
    /^(true|false|null|none|undefined|\d+)$|^(Bearer|Basic|token|digest|oauth|hawk|aws4-hmac-sha256|api-?key|key|jwt|negotiate|ntlm)(\s|$)/i.test(
      value,
    )
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
