/**
 * The one place that decides what is secret and how it is shown. Masks keep no part of the value: four
 * visible characters of a short token are already too many.
 */
export const MASK = '••••••';

const SECRET_NAME =
  /(token|secret|passw(or)?d|passphrase|api[-_]?key|apikey|access[-_]?key|private[-_]?key|credential|authorization|auth[-_]?key|bearer|cookie|session|signature|\bkey\b|[-_]key$|[-_]pat$|^pat$|dsn|connection[-_]?string)/i;

/** Shapes that are secret whatever they are called. */
const SECRET_VALUE =
  /(krx_user_[\w-]+|gh[pousr]_\w{16,}|github_pat_\w{20,}|sk-[\w-]{16,}|xox[abpres]-[\w-]{8,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b[0-9a-f]{64}\b)/gi;

/** A reference such as `${VAR}`, `$VAR` or `${env:VAR}` is a name, not a secret. */
const REFERENCE = /^(Bearer\s+|Basic\s+|token\s+)?(\$\{[^}]+\}|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%)$/i;

export function isReference(value: string): boolean {
  return REFERENCE.test(value.trim());
}

/** `bearer_token_env_var` and its like hold the name of a variable, not its value. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !/env[-_]?var$/i.test(name);
}

export function looksSecret(value: string): boolean {
  SECRET_VALUE.lastIndex = 0;
  return SECRET_VALUE.test(value);
}

/** Value of an env variable or header, masked when its name or shape says it is secret. */
export function maskNamed(name: string, value: string): { value: string; secret: boolean } {
  if (value === '' || isReference(value)) return { value, secret: false };
  if (isSecretName(name) || looksSecret(value)) return { value: MASK, secret: true };
  return { value: redactText(value), secret: false };
}

/** Address for showing: user info and the values of query parameters that look secret are masked. */
export function maskUrl(url: string): string {
  const [, head = url, query = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(url) ?? [];
  const safeHead = head.replace(/^([a-z][\w+.-]*:\/\/)[^/@]*@/i, `$1${MASK}@`).replace(SECRET_VALUE, MASK);
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
    if (
      previous.startsWith('-') &&
      !previous.includes('=') &&
      isSecretName(previous) &&
      !arg.startsWith('-')
    ) {
      return isReference(arg) ? arg : MASK;
    }
    return redactText(arg);
  });
}

/**
 * Free text (log lines, stderr, server messages, diffs): secret shapes, `Bearer …`, `name=value` and
 * `"name": "value"` pairs with secret names, user info in URLs.
 */
export function redactText(text: string): string {
  const masked = text
    .replace(/\b(Bearer|Basic)\s+(?!\$)[^\s"',;]+/gi, `$1 ${MASK}`)
    .replace(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s"'@]{1,500}@/gi, `$1${MASK}@`);
  return maskPairs(masked).replace(SECRET_VALUE, MASK);
}

/** Starts only where a name starts and stays short, so that long text costs one pass. */
const PAIR_NAME = /(?<![\w.-])([\w.-]{1,100})["']?\s{0,20}[:=]\s{0,20}/g;
const PAIR_VALUE = /"(?:[^"\\]|\\.)*"|'[^']*'|(?:\$\{[^}\n]{0,200}\}|[^\s"',;&}\])])+/y;

/** Only a masked value is passed over: the value of a harmless name may be the next pair (`error: token=x`). */
function maskPairs(text: string): string {
  let masked = '';
  let done = 0;
  for (const pair of text.matchAll(PAIR_NAME)) {
    const start = pair.index + pair[0].length;
    if (pair.index < done || !isSecretName(pair[1] ?? '')) continue;
    PAIR_VALUE.lastIndex = start;
    const raw = PAIR_VALUE.exec(text)?.[0] ?? '';
    const quote = /^["']/.exec(raw)?.[0] ?? '';
    const value = quote === '' ? raw : raw.slice(1, -1);
    if (isHarmless(value)) continue;
    masked += `${text.slice(done, start)}${quote}${MASK}${quote}`;
    done = start + raw.length;
  }
  return masked + text.slice(done);
}

function isHarmless(value: string): boolean {
  return (
    value === '' ||
    value === MASK ||
    isReference(value) ||
    /^(true|false|null|\d+)$|^(Bearer|Basic)\b/i.test(value)
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
