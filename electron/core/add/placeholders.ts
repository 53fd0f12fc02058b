import type { NewServer } from '../../../shared/actions.ts';

export interface Placeholder {
  /** "url", "command", "args[2]", "env.API_KEY", "headers.Authorization". */
  readonly field: string;
  readonly text: string;
}

/** Signs of a value the reader must replace; every repetition is bounded, so that any text stays fast. */
const ANYWHERE: readonly RegExp[] = [
  /<[A-Za-z0-9][^<>\n]{0,80}>/g,
  /\[(?:YOUR|INSERT|REPLACE|ENTER)[^\][\n]{0,60}\]/gi,
  /\{\{[^{}\n]{1,60}\}\}/g,
  /\$\{input:[^}\n]{1,60}\}/g,
  /(?<![A-Za-z0-9])YOUR[_-][A-Z0-9_-]{1,60}/g,
  /(?<![A-Za-z0-9])your[-_][a-z0-9_-]{1,60}/g,
  /(?<![A-Za-z0-9])(?:REPLACE|CHANGE)[_-]?(?:ME|THIS|WITH[A-Z0-9_-]{0,60})(?![A-Za-z0-9])/gi,
  /(?<![A-Za-z0-9])INSERT[_-][A-Z0-9_-]{1,60}/g,
  /(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{1,60}_HERE(?![A-Za-z0-9_])/g,
  /(?<![A-Za-z0-9])(?:x{4,80}|X{4,80})(?![A-Za-z0-9])/g,
  /\*{4,80}/g,
  /…|(?<!\.|\.\/)\.{3}(?!\.)/g,
  /(?<![\w.-])(?:[\w-]{1,63}\.){0,6}example\.(?:com|org|net)(?![\w-])/gi,
  /(?<![\w.-])(?:[\w-]{1,63}\.){1,6}example(?=[:/]|$)/gi,
  /(?:[\\/](?:absolute|full|your))?[\\/]path[\\/]to[\\/][^\s"']{0,100}/g,
];

const IN_ADDRESSES: readonly RegExp[] = [
  // `{tenantId}` stands for a value only where braces mean nothing else.
  /(?<!\$)\{[A-Za-z][\w -]{0,40}\}/g,
  // A host in capitals without a dot ("https://HOSTNAME/mcp"), and hosts that no one has.
  /(?<=:\/\/)[A-Z][A-Z0-9_-]{2,60}(?=[:/]|$)/g,
  /(?<=:\/\/|\.)your-?(?:company|corp|domain|host|org|organi[sz]ation|server|site|team|tenant|instance|cluster|subdomain|workspace)(?=[.:/]|$)/gi,
  /(?<=:\/\/)your\.(?:[\w-]{1,63}\.){0,4}(?:company|domain|host|server|site)(?:\.[a-z]{2,6})?(?=[:/]|$)/gi,
];

const REFERENCE = /\$\{(?!input:)[^}\n]{0,200}\}/g;

/** Placeholders in one value, each once, in order of appearance. `${VAR}` is a reference, not a placeholder. */
export function findPlaceholders(value: string, kind: 'address' | 'other' = 'other'): readonly string[] {
  const text = value.replace(REFERENCE, (reference) => ' '.repeat(reference.length));
  const patterns = kind === 'address' ? [...ANYWHERE, ...IN_ADDRESSES] : ANYWHERE;
  const found: { start: number; text: string }[] = [];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      const inside = found.some((other) => start < other.start + other.text.length && end > other.start);
      if (!inside) found.push({ start, text: match[0] });
      if (found.length >= 20) break;
    }
  }
  return [...new Set(found.toSorted((a, b) => a.start - b.start).map(({ text }) => text))];
}

/** All placeholders of a server, with the field each stands in. */
export function placeholdersOf(server: NewServer): readonly Placeholder[] {
  const fields: { field: string; value: string; kind: 'address' | 'other' }[] = [
    ...(server.url === null ? [] : [{ field: 'url', value: server.url, kind: 'address' as const }]),
    ...(server.command === null ? [] : [{ field: 'command', value: server.command, kind: 'other' as const }]),
    ...server.args.map((value, index) => ({ field: `args[${index}]`, value, kind: 'other' as const })),
    ...named('env', server.env),
    ...named('headers', server.headers),
    ...(server.bearerTokenEnvVar === null
      ? []
      : [{ field: 'bearerTokenEnvVar', value: server.bearerTokenEnvVar, kind: 'other' as const }]),
  ];
  return fields.flatMap(({ field, value, kind }) =>
    findPlaceholders(value, kind).map((text) => ({ field, text })),
  );
}

function named(group: string, values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({
    field: `${group}.${name}`,
    value,
    kind: /^https?:|^wss?:/i.test(value) ? ('address' as const) : ('other' as const),
  }));
}
