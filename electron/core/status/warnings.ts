import { isReference, isSecretName, looksSecret, maskNamed } from '../../../shared/redact.ts';
import type { RawEntry } from '../clients/types.ts';

const PLACEHOLDER = /<[A-Za-z][\w -]*>|\bYOUR[_-][A-Z0-9_-]+|:\/\/([\w-]+\.)*example\.(com|org|net)\b/;

/** Things worth telling about an entry as it stands, in plain sentences. Pure; never quotes a secret. */
export function entryWarnings(entry: RawEntry): readonly string[] {
  const found: string[] = [];
  const argument = (entry.args ?? []).find((arg, index) =>
    secretArgument(arg, (entry.args ?? [])[index - 1]),
  );
  if (argument !== undefined) {
    found.push(
      'A secret stands on the command line, where every program on this computer can read it. Move it to env.',
    );
  }
  const literal = [...Object.entries(entry.env), ...Object.entries(entry.headers)].find(([name, value]) =>
    isPlainSecret(name, value),
  );
  if (literal && entry.scope === 'project') {
    found.push(
      `${literal[0]} stands in plain text in a file that is usually shared with a team. Use a variable instead.`,
    );
  }
  const texts = [entry.url ?? '', entry.command ?? '', ...(entry.args ?? []), ...Object.values(entry.env)];
  const placeholder = texts.map((text) => PLACEHOLDER.exec(text)?.[0]).find((match) => match !== undefined);
  if (placeholder !== undefined && !looksSecret(placeholder)) {
    found.push(`“${placeholder.replace('://', '')}” is a placeholder: replace it with your own value.`);
  }
  if (entry.url !== null && urlCarriesSecret(entry.url)) {
    found.push('The address carries a secret. Addresses end up in logs: prefer a header or a sign-in.');
  }
  return found;
}

function secretArgument(arg: string, previous: string | undefined): boolean {
  if (isReference(arg)) return false;
  if (looksSecret(arg)) return true;
  const named = /^--?([\w-]+)=(.+)$/.exec(arg);
  if (named) return isSecretName(named[1] ?? '') && !isReference(named[2] ?? '');
  return (
    previous !== undefined && /^--?[\w-]+$/.test(previous) && isSecretName(previous) && !arg.startsWith('-')
  );
}

function isPlainSecret(name: string, value: string): boolean {
  return maskNamed(name, value).secret && !value.includes('${');
}

function urlCarriesSecret(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  return (
    parsed.password !== '' || [...parsed.searchParams].some(([name, value]) => isPlainSecret(name, value))
  );
}
