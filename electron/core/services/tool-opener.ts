import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { ToolServer } from '../connections/tool-server.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import { entryTarget, missingReason } from '../status/probe-target.ts';
import type { VariableRule } from '../status/variables.ts';

/** Connects to an entry's server, with the entry's own headers or our own token; whoever asked ends it. */
export type OpenTools = (
  entry: InventoryEntry,
  wish: {
    /** Programs start only with it; ConfirmationNeeded otherwise. */
    startPrograms: boolean;
    /** Ends the greeting. */
    signal: AbortSignal;
    limitMs: number;
    /** What one request does must be there for the next one. */
    wantsSession?: boolean;
  },
) => Promise<Result<ToolServer>>;

export function createToolOpener(options: {
  env: HostEnv;
  ports: Pick<Ports, 'fetch' | 'now'>;
  engine: Pick<AuthEngine, 'accessToken' | 'noteRejection'>;
  expands: (entry: InventoryEntry) => VariableRule;
}): OpenTools {
  const { env, ports, engine } = options;
  return async (entry, { startPrograms, signal, limitMs, wantsSession = false }) => {
    const found = entryTarget(entry, options.expands(entry), env.vars);
    if (found.kind === 'none') return fail('Unsupported', found.reason);
    if (found.missing.length > 0) return fail('Unsupported', `${missingReason(found.missing)}.`);
    if (found.kind === 'stdio') {
      if (!startPrograms) return fail('ConfirmationNeeded', PROGRAM, { next: PROGRAM_NEXT });
      const { openStdioTools } = await import('../connections/stdio-tools.ts');
      return openStdioTools(found.target, { env, signal, limitMs });
    }
    const { url } = found.target;
    const own = found.sendsAuth ? null : await engine.accessToken(url);
    const accessToken = own?.ok ? own.value : null;
    const { openHttpTools } = await import('../connections/http-tools.ts');
    return openHttpTools(
      { ...found.target, token: accessToken },
      {
        fetch: ports.fetch,
        now: ports.now,
        signal,
        wantsSession,
        onRefused(auth) {
          if (accessToken === null) return;
          if (auth.kind === 'challenged') engine.noteRejection(url, 'invalid-token', null, accessToken);
          if (auth.kind === 'insufficient-scope') {
            engine.noteRejection(url, 'insufficient-scope', auth.challenge.scope, accessToken);
          }
        },
      },
    );
  };
}

const PROGRAM = 'a program on this computer; it runs only when you ask.';
const PROGRAM_NEXT = 'Start it yourself; on the command line with --start.';
