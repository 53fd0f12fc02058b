import type { Draft } from './draft.ts';

/**
 * References to variables as clients and shells spell them, in our own spelling (`${VAR}`): `$VAR` of a shell and of
 * Gemini CLI, `${env:VAR}` of editors, `{env:VAR}` of OpenCode, `${{ secrets.VAR }}` of Continue. Small letters after
 * a bare `$` are left alone: they may belong to a password.
 */
const SPELLINGS =
  /\$\{\{\s{0,9}secrets\.([A-Za-z_]\w{0,199})\s{0,9}\}\}|\$?\{env:([A-Za-z_]\w{0,199})\}|(?<![\w$\\])\$([A-Z_][A-Z0-9_]{0,199})(?!\w)/g;

export function inOurSpelling(text: string): string {
  return text.replace(SPELLINGS, (_whole, ...[secret, prefixed, bare]: (string | undefined)[]) => {
    return `\${${secret ?? prefixed ?? bare ?? ''}}`;
  });
}

/** What a shell would work out first (`$(cat token)`) no client does: it is a value still to be entered. */
function asPlaceholder(text: string): string {
  return text.replace(
    /\$\(([^()<>\n]{1,60})\)/g,
    (_whole, command: string) => `<output of ${command.trim()}>`,
  );
}

/** The draft with all its references in our spelling; arguments only where a shell would have replaced them. */
export function withReferences(draft: Draft, shell: boolean): Draft {
  const { server } = draft;
  const spelled = (text: string): string => inOurSpelling(shell ? asPlaceholder(text) : text);
  const all = (values: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, spelled(value)]));
  return {
    ...draft,
    server: {
      ...server,
      url: server.url === null ? null : spelled(server.url),
      args: shell ? server.args.map(spelled) : server.args,
      env: all(server.env),
      headers: all(server.headers),
    },
  };
}
