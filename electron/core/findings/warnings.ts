import type { EntryWarning } from '../../../shared/domain.ts';
import { isReference, looksSecret } from '../../../shared/redact.ts';
import type { RawEntry } from '../clients/types.ts';
import type { FileExposure } from './exposure.ts';
import { secretPlaces } from './secret-places.ts';
import type { SecretPlace } from './secret-places.ts';

export type Warning = Omit<EntryWarning, 'fixes'>;

/** What the rules find, the gravest first. `places` are those that stand in a file. Pure; never quotes a secret. */
export function warningsOf(
  entry: RawEntry,
  places: readonly SecretPlace[],
  { exposure, signsIn }: { readonly exposure: FileExposure | null; readonly signsIn: boolean },
): readonly Warning[] {
  const found = [
    ...onCommandLine(places),
    ...inFile(entry, places, exposure),
    ...wrongToken(entry),
    ...inAddress(places),
    ...(signsIn ? fixedAuthorization(entry) : []),
    ...placeholder(entry),
  ];
  const rank = { high: 0, medium: 1, low: 2 } as const;
  return found.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

function onCommandLine(places: readonly SecretPlace[]): readonly Warning[] {
  const on = places.filter(({ kind }) => kind === 'argument');
  const users = on.filter(({ secret }) => secret.includes('krx_user_'));
  const others = on.filter((place) => !users.includes(place));
  return [
    ...(users.length === 0
      ? []
      : [
          {
            code: 'user-token-on-command-line',
            severity: 'high',
            text: 'A KruxOS user token (krx_user_…) stands on the command line, where every program on this computer can read it; the bridge refuses to start.',
            next: 'Take it out, and give the bridge its agent token in env.',
            places: idsOf(users),
          } as const,
        ]),
    ...(others.length === 0
      ? []
      : [
          {
            code: 'secret-on-command-line',
            severity: 'high',
            text: 'A secret stands on the command line, where every program on this computer can read it.',
            next: 'Move it to env.',
            places: idsOf(others),
          } as const,
        ]),
  ];
}

/** A project's file goes to others with the project; any file may be open to other people of this computer. */
function inFile(
  entry: RawEntry,
  places: readonly SecretPlace[],
  exposure: FileExposure | null,
): readonly Warning[] {
  if (places.length === 0) return [];
  const names = namesOf(places);
  const stands = places.length > 1 ? 'stand' : 'stands';
  const found: Warning[] = [];
  const git = exposure?.git ?? 'none';
  if (entry.scope === 'project' && git !== 'ignored') {
    const where =
      git === 'tracked'
        ? 'in a file that is in git: everyone with the repository can read it'
        : git === 'open'
          ? 'in a file that is usually shared with a team, and that the next commit may take along'
          : 'in a file that is usually shared with a team';
    found.push({
      code: 'secret-in-shared-file',
      severity: git === 'none' ? 'medium' : 'high',
      text: `${names} ${stands} in plain text ${where}.`,
      next: 'Use a variable instead.',
      places: idsOf(places),
    });
  }
  const readers = exposure?.readableBy ?? 'owner';
  if (readers !== 'owner') {
    const who = readers === 'everyone' ? 'every account on this computer' : 'the other accounts of its group';
    found.push({
      code: 'secret-in-readable-file',
      severity: 'high',
      text: `${names} ${stands} in plain text in a file that ${who} can read.`,
      next: 'Keep the file to yourself, or use a variable instead.',
      places: idsOf(places),
    });
  }
  return found;
}

/** KruxOS: an agent token has 64 hexadecimal digits; a user token is something else and does more. */
function wrongToken({ env }: RawEntry): readonly Warning[] {
  const token = env['KRUXOS_AGENT_TOKEN'];
  if (token === undefined || token === '' || isReference(token) || /^[0-9a-f]{64}$/i.test(token)) return [];
  if (PLACEHOLDER.test(token)) return [];
  const what = token.startsWith('krx_user_') ? 'holds a user token (krx_user_…)' : 'holds no agent token';
  return [
    {
      code: 'wrong-token',
      severity: 'medium',
      text: `KRUXOS_AGENT_TOKEN ${what}; it wants the agent token of 64 hexadecimal digits.`,
      next: 'Put the agent token there, or a reference to it.',
      places: [],
    },
  ];
}

function inAddress(places: readonly SecretPlace[]): readonly Warning[] {
  const inUrl = places.filter(({ kind }) => kind === 'url');
  if (inUrl.length === 0) return [];
  return [
    {
      code: 'secret-in-address',
      severity: 'medium',
      text: 'The address carries a secret.',
      next: 'Addresses end up in logs: prefer a header or a sign-in.',
      places: idsOf(inUrl),
    },
  ];
}

function fixedAuthorization(entry: RawEntry): readonly Warning[] {
  const fixed =
    Object.keys({ ...entry.headers, ...entry.envHeaders }).some(
      (name) => name.toLowerCase() === 'authorization',
    ) || entry.bearerTokenEnvVar !== null;
  if (!fixed) return [];
  return [
    {
      code: 'fixed-authorization',
      severity: 'low',
      text: 'The server offers a sign-in, but the Authorization header of this entry takes its place.',
      next: 'Remove the header to use the sign-in.',
      places: [],
    },
  ];
}

const PLACEHOLDER = /<[A-Za-z][\w -]*>|\bYOUR[_-][A-Z0-9_-]+|:\/\/([\w-]+\.)*example\.(com|org|net)\b/;

function placeholder(entry: RawEntry): readonly Warning[] {
  const texts = [entry.url ?? '', entry.command ?? '', ...(entry.args ?? []), ...Object.values(entry.env)];
  const found = texts.map((text) => PLACEHOLDER.exec(text)?.[0]).find((match) => match !== undefined);
  if (found === undefined || looksSecret(found)) return [];
  return [
    {
      code: 'placeholder',
      severity: 'low',
      text: `“${found.replace('://', '')}” is a placeholder.`,
      next: 'Replace it with your own value.',
      places: [],
    },
  ];
}

/** The same as sentences, for an entry that is about to be written. */
export function warningTexts(entry: RawEntry): readonly string[] {
  const facts = { exposure: null, signsIn: false };
  return warningsOf(entry, secretPlaces(entry), facts).map(({ text, next }) => `${text} ${next}`);
}

/** A secret in words. */
export function labelOf({ kind, name, path }: SecretPlace): string {
  if (kind === 'header') return `the header ${name}`;
  if (kind === 'url') return name === 'password' ? 'the password in the address' : `“${name}” in the address`;
  if (kind === 'other') return path.join('.');
  if (kind === 'env') return name;
  return name === '' ? 'an argument' : `the argument ${name}`;
}

function namesOf(places: readonly SecretPlace[]): string {
  const labels = [...new Set(places.map(labelOf))];
  const last = labels.at(-1) ?? '';
  const text = labels.length > 1 ? `${labels.slice(0, -1).join(', ')} and ${last}` : last;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function idsOf(places: readonly SecretPlace[]): readonly string[] {
  return places.map(({ id }) => id);
}
