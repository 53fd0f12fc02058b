import type { Draft } from './draft.ts';
import type { Passage } from './from-cli.ts';
import { draftsFromValue, parseJson } from './from-json.ts';

/**
 * "Add to Cursor" and the like. Formats: Cursor's and LM Studio's documentation (`name`, and `config` in base64),
 * Kiro's and VS Code's (`config` as encoded JSON; VS Code also as the whole query), Goose's (`cmd`, `arg`).
 */
const LINK =
  /(?:goose:\/\/extension|(?:cursor|vscode|vscode-insiders|lmstudio|kiro|https?):[^\s"'<>()[\]`]{0,300}(?:mcp\/install|install-mcp|add_mcp|mcp\/add|vscode\.dev\/redirect))\?[^\s"'<>()[\]`]{1,16000}/gi;
const MOST_LINKS = 50;
const SOURCE = 'an install link';

/** Servers that install links of a text carry within them. `unread`: links that carry none we can read. */
export function draftsFromLinks(text: string): {
  drafts: readonly Draft[];
  passages: readonly Passage[];
  unread: number;
} {
  const drafts: Draft[] = [];
  const passages: Passage[] = [];
  let unread = 0;
  for (const match of text.matchAll(LINK)) {
    if (passages.length >= MOST_LINKS) break;
    const found = serversOf(match[0].slice(match[0].indexOf('?') + 1));
    if (found.length === 0) unread += 1;
    drafts.push(...found.map((draft) => ({ ...draft, source: SOURCE })));
    passages.push({ start: match.index, end: match.index + match[0].length });
  }
  return { drafts, passages, unread };
}

function serversOf(query: string): readonly Draft[] {
  const params = new URLSearchParams(query);
  // A page that only leads on to the link itself.
  const further = /^[a-z-]{1,30}:mcp\/install\?(.*)$/s.exec(params.get('url') ?? '')?.[1];
  if (further !== undefined) return draftsFromValue(parseJson(decoded(further)), null);
  const name = params.get('id') ?? params.get('name');
  const config = params.get('config');
  if (config !== null) return draftsFromValue(parseJson(config) ?? parseJson(fromBase64(config)), name);
  if (params.has('cmd') || (params.has('url') && name !== null)) {
    const entry = { command: params.get('cmd') ?? '', args: params.getAll('arg'), url: params.get('url') };
    return draftsFromValue(parseJson(JSON.stringify(entry)), name);
  }
  return draftsFromValue(parseJson(decoded(query)), null);
}

/** As URLs have it: a space may stand for a plus sign. Empty when it is none. */
function fromBase64(text: string): string {
  try {
    const bytes = Uint8Array.from(
      atob(text.replaceAll(' ', '+').replaceAll('-', '+').replaceAll('_', '/')),
      (char) => char.charCodeAt(0),
    );
    return new TextDecoder().decode(bytes);
  } catch {
    // `atob` throws on what is no base64.
    return '';
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign.
    return text;
  }
}
