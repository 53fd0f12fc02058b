import type { SignInGuide } from '../../../shared/sign-in-round.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';

/**
 * Exact steps for signing in to one server with its client, by hand. Every client has some. `opens` is what can be
 * opened for them, as a button says it. Pure.
 */
export function signInGuide(
  adapter: ClientAdapter,
  entry: RawEntry,
  opens: string | null = null,
): SignInGuide {
  const help = adapter.signInHelp?.(entry.name);
  const login = adapter.login(entry);
  if (login !== null) {
    const folder = login.cwd;
    const command = shellCommand(login.argv);
    const steps = [
      folder === null ? 'Open a terminal.' : `Open a terminal in ${folder}.`,
      `Run “${command}” and sign in in the browser that it opens.`,
      ...(help?.steps ?? []),
    ];
    return { steps, command, folder, opens };
  }
  if (help !== undefined) {
    const command = help.argv === undefined ? null : shellCommand(help.argv);
    return { steps: help.steps, command, folder: command === null ? null : entry.project, opens };
  }
  return {
    steps: [
      `Open ${adapter.name} and its list of MCP servers.`,
      `Choose ${entry.name} and sign in there; ${adapter.name} opens your browser.`,
    ],
    command: null,
    folder: null,
    opens,
  };
}

/** As a person types it, in sh as in PowerShell. */
function shellCommand(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
