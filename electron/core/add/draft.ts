import type { AddTarget, NewServer } from '../../../shared/actions.ts';

/** A server as one passage of a text describes it, before passages are merged and judged. */
export interface Draft {
  /** Null where the text gives none, or only a placeholder. */
  readonly name: string | null;
  readonly server: Omit<NewServer, 'name'>;
  /** "a Claude Code command", "JSON". */
  readonly source: string;
  readonly targets: readonly AddTarget[];
  /** Things the passage says that are not carried over, or were read in a lenient way. */
  readonly warnings: readonly string[];
}

export const NOTHING: Omit<NewServer, 'name'> = {
  transport: 'stdio',
  url: null,
  command: null,
  args: [],
  env: {},
  headers: {},
  bearerTokenEnvVar: null,
};

/** A scheme, as far as an address can be told by it; placeholders may follow. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{1,20}:\/\/\S/i.test(text);
}

export function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S/i.test(text);
}

/** `https://…/sse` is how servers of the older transport are mostly called. */
export function transportOf(url: string): 'http' | 'sse' {
  return /\/sse\/?([?#]|$)/i.test(url) ? 'sse' : 'http';
}

/** A name that is only a stand-in (`<name>`, `NAME`, `$NAME`, `[name]`, `my-server-name`). */
export function isStandInName(name: string): boolean {
  return /[<>[\]{}…$]|^(NAME|SERVER_?NAME|server-?name|my-server-name)$/.test(name);
}

/** `KEY=value` pairs, split at the first `=`; null when there is no key. */
export function assignment(text: string): readonly [string, string] | null {
  const match = /^([A-Za-z_][\w.-]{0,199})=([\s\S]*)$/.exec(text);
  return match === null ? null : [match[1] ?? '', match[2] ?? ''];
}

/** `Name: value` (or `Name=value`, which some tools take). */
export function headerLine(text: string): readonly [string, string] | null {
  const match = /^([!#$%&'*+.^_`|~A-Za-z0-9-]{1,200})\s*[:=]\s*([\s\S]*)$/.exec(text);
  return match === null ? null : [match[1] ?? '', (match[2] ?? '').trim()];
}
