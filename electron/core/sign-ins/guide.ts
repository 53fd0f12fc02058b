import type { SignInGuide } from '../../../shared/sign-in-round.ts';
import { shellCommand } from '../clients/shell-command.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';

/**
 * Exact steps for signing in to one server with its client, by hand, and out. Every client has some. `opens` is what can be
 * opened for them, as a button says it. Pure.
 */
export function signInGuide(
  adapter: ClientAdapter,
  entry: RawEntry,
  opens: string | null = null,
): SignInGuide {
  const help = adapter.signInHelp?.(entry.name);
  const login = adapter.login(entry);
  const out = wayOut(adapter, entry);
  if (login !== null) {
    const folder = login.cwd;
    const command = shellCommand(login.argv);
    const steps = [
      folder === null ? 'Open a terminal.' : `Open a terminal in ${folder}.`,
      `Run “${command}” and sign in in the browser that it opens.`,
      ...(help?.steps ?? []),
    ];
    return { steps, command, folder, opens, out };
  }
  if (help !== undefined) {
    const command = help.argv === undefined ? null : shellCommand(help.argv);
    return { steps: help.steps, command, folder: command === null ? null : entry.project, opens, out };
  }
  return {
    steps: [
      `Open ${adapter.name} and its list of MCP servers.`,
      `Choose ${entry.name} and sign in there; ${adapter.name} opens your browser.`,
    ],
    command: null,
    folder: null,
    opens,
    out,
  };
}

/** Null where the client has a command for it, which is run from here, or signs in nowhere. */
function wayOut(adapter: ClientAdapter, entry: RawEntry): string | null {
  const onlyPrograms = adapter.transports.every((transport) => transport === 'stdio');
  if (adapter.logout(entry) !== null || adapter.neverSignsIn === true || onlyPrograms) return null;
  const known = adapter.signInHelp?.(entry.name).out;
  return known ?? `To sign out, look beside ${entry.name} in ${adapter.name}’s list of MCP servers.`;
}
