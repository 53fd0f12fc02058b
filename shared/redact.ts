/**
 * The one place that decides what is secret and how it is shown. Masks keep no part of the value: four
 * visible characters of a short token are already too many.
 */
const MASK = '••••••';

const SECRET_NAME =
  /(token|secret|passw(or)?d|passphrase|api[-_]?key|apikey|access[-_]?key|private[-_]?key|credential|authorization|auth[-_]?key|bearer|cookie|session|signature|\bkey\b|[-_]key$|[-_]pat$|^pat$|dsn|connection[-_]?string)/i;

/** Shapes that are secret whatever they are called. */
const SECRET_VALUE =
  /(krx_user_[\w-]+|gh[pousr]_\w{16,}|github_pat_\w{20,}|sk-[\w-]{16,}|xox[abpres]-[\w-]{8,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b[0-9a-f]{64}\b)/gi;

/** A reference such as `${VAR}`, `$VAR` or `${env:VAR}` is a name, not a secret. */
const REFERENCE = /^(Bearer\s+|Basic\s+|token\s+)?(\$\{[^}]+\}|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%)$/i;

export function isReference(value: string): boolean {
  return REFERENCE.test(value.trim());
}

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
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
 * Free text (log lines, stderr, server messages, diffs): secret shapes, `Bearer …`, `name=value`,
 * `"name": "value"` pairs with secret names, user info in URLs.
 */
export function redactText(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)\s+(?!\$)[^\s"',;]+/gi, `$1 ${MASK}`)
    .replace(/([a-z][\w+.-]*:\/\/)[^/\s"'@]+@/gi, `$1${MASK}@`)
    .replace(
      /(["']?)([\w.-]+)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;&}\])]+)/g,
      (all, quote: string, name: string, separator: string, raw: string) => {
        const quoted = raw[0] === '"' || raw[0] === "'" ? raw[0] : '';
        const value = quoted ? raw.slice(1, -1) : raw;
        const unknowable =
          value === '' || value === MASK || isReference(value) || /^(true|false|null|\d+)$/.test(value);
        if (unknowable || !isSecretName(name) || /^(Bearer|Basic)\b/i.test(value)) return all;
        return `${quote}${name}${quote}${separator}${quoted}${MASK}${quoted}`;
      },
    )
    .replace(SECRET_VALUE, MASK);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
