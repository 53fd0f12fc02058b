/** What gives a secret away: the name it has, or the form it has. Pure; `redact.ts` decides how it is shown. */

const SECRET_NAME =
  /(token|secret|passw(or)?d|passphrase|[-_]pass$|^-{0,2}(pass|pwd)$|(?<!old)[-_]pwd$|api[-_]?key|apikey|access[-_]?key|private[-_]?key|credential|authorization|auth[-_]?key|basic[-_]?auth|bearer|cookie|session|signature|assertion|code[-_]?verifier|device[-_]?code|jwt|mnemonic|\bkey\b|[-_]key$|[-_]pat$|^pat$|dsn|connection[-_]?string)/i;

/** `appKey`, but not `monkey`. */
const CAMEL_NAME = /[a-z0-9](Key|Pass|Pwd|Pat)$/;

/** Names about a secret, not of one: where it is fetched, how long it lasts, which file or variable holds it. */
const ABOUT =
  /(tokeni[sz]e|env[-_]?vars?$|[-_]?(endpoint|types?|ur[il]s?|supported|servers?|file|path|dir|names?|counts?|limit|budget|expires(_in|_at)?|ttl|timeout|methods?|algorithm|alg|format|scheme|length|header|prefix)$|(public|primary|foreign|sort|cache|hot|partition)[-_]?key$)/i;

/** Shapes that are secret whatever they are called; each begins where no longer word could. */
const SHAPES = [
  'krx_user_[\\w-]+',
  'gh[pousr]_\\w{16,}',
  'github_pat_\\w{20,}',
  // OpenAI, Anthropic, OpenRouter; Stripe and its kin with an underscore.
  '(?<![\\w-])sk-[\\w-]{16,}',
  '\\b[sr]k_(?:live|test)_\\w{10,}',
  'xox[abeprs](?:\\.xox[bp])?-[\\w-]{8,}',
  'xapp-\\d-[\\w-]{8,}',
  'gl(?:pat|oas|dt|rt|ft|ptt)-[\\w-]{16,}',
  '(?:AKIA|ASIA)[0-9A-Z]{16}',
  'AIza[\\w-]{30,}',
  'ya29\\.[\\w-]{16,}',
  '\\bGOCSPX-[\\w-]{16,}',
  '\\b(?:npm|hf|gsk|figd|sbp|lin_api|ntn|tvly|pplx|nvapi|r8)[_-](?=\\w*\\d)[\\w-]{20,}',
  'pypi-[\\w-]{32,}',
  'dop_v1_[0-9a-f]{32,}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  'ATATT3[\\w=-]{20,}',
  '(?<=hooks\\.slack\\.com/services/)[\\w/]{20,}',
  // JWT (RFC 7519) with three parts, or with five when encrypted (RFC 7516).
  '(?<![\\w-])eyJ[\\w-]{8,}\\.[\\w-]*\\.[\\w-]*(?:\\.[\\w-]*\\.[\\w-]*)?',
  // A KruxOS agent token; the digest of a container image looks the same.
  '(?<!sha256:)\\b[0-9a-f]{64}\\b',
].join('|');

const SECRET_VALUE = new RegExp(SHAPES, 'i');

/** Finds every secret shape; for `replace` only, which starts anew each time. */
export const SECRET_VALUES = new RegExp(SHAPES, 'gi');

/** A reference such as `${VAR}`, `$VAR` or `{env:VAR}` is a name, not a secret. A default in it may be one. */
const REFERENCE =
  /^(?:(?:Bearer|Basic|token|ApiKey)\s+)?(?:\$\{\{[^{}]*\}\}|\$\{[^}:]+(?::-?|:(?!-)[^}]*)?\}|\$[A-Za-z_]\w*|\$\([^()]*\)|\{(?:env|file):[^{}]+\}|%[A-Za-z_]\w*%)$/i;

export function isReference(value: string): boolean {
  return REFERENCE.test(value.trim());
}

/** `bearer_token_env_var` and its like hold the name of a variable, not its value. */
export function isSecretName(name: string): boolean {
  return (SECRET_NAME.test(name) || CAMEL_NAME.test(name)) && !ABOUT.test(name);
}

export function looksSecret(value: string): boolean {
  return SECRET_VALUE.test(value);
}
