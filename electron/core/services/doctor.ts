import type { DoctorReport } from '../../../shared/actions.ts';
import type { AuthFact, ConnectionFact, ServerRef } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import { canonicalResource } from '../auth/urls.ts';
import { shellCommand } from '../clients/shell-command.ts';
import type { ClientAdapter } from '../clients/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { maskValues } from '../connections/words.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import type { LastFailures } from './last-failures.ts';
import { entryTarget } from '../status/probe-target.ts';
import type { VariableRule } from '../status/variables.ts';

/** Examines one entry's server step by step. Starts no program, opens no browser. */
export interface Doctor {
  /**
   * Unsupported when the entry names nothing that could be examined. `accessToken` is tried in the place of what the
   * entry or MCP Tray would send, and is kept nowhere; null: as always.
   */
  examine(entry: InventoryEntry, accessToken: string | null): Promise<Result<DoctorReport>>;
}

type Examined = Omit<DoctorReport, 'debug'>;

export function createDoctor(options: {
  env: HostEnv;
  ports: Ports;
  engine: AuthEngine;
  failures: Pick<LastFailures, 'read' | 'of'>;
  expands: (entry: InventoryEntry) => VariableRule;
  adapterOf: (entry: InventoryEntry) => Pick<ClientAdapter, 'trustsRoots' | 'debug' | 'elsewhere'>;
  authOf: (ref: ServerRef) => AuthFact | null;
  /** How the last check ended. */
  connectionOf: (entry: InventoryEntry) => ConnectionFact | null;
  signal: AbortSignal;
}): Doctor {
  const { env, ports, engine, failures, signal } = options;

  async function examine(entry: InventoryEntry, accessToken: string | null): Promise<Result<Examined>> {
    const found = entryTarget(entry, options.expands(entry), env.vars);
    if (found.kind === 'none') return fail('Unsupported', `${entry.name}: ${found.reason}`);
    const { diagnose } = await import('../connections/diagnose.ts');
    const shared = { ref: entry.ref, env, fetch: ports.fetch, now: ports.now, signal };
    if (found.kind === 'stdio') {
      if (accessToken !== null) {
        return fail(
          'Unsupported',
          `${entry.name} is a program on this computer: it takes no token this way.`,
        );
      }
      const last = options.connectionOf(entry);
      const subject = {
        kind: 'stdio',
        target: found.target,
        missingVariables: found.missing,
        last,
      } as const;
      return ok(await diagnose({ ...shared, subject }));
    }
    const trusts = options.adapterOf(entry).trustsRoots ?? null;
    if (accessToken !== null) {
      const target = { ...found.target, headers: withoutSignIn(found.target.headers), token: accessToken };
      const nothing = { auth: null, attempt: null, roots: trusts } as const;
      const report = await diagnose({
        ...shared,
        subject: { kind: 'http', target, ...nothing, typed: true },
      });
      return ok(withoutToken(report, accessToken));
    }
    const own = found.sendsAuth ? null : await engine.accessToken(found.target.url);
    const target = { ...found.target, token: own?.ok ? own.value : null };
    const server = canonicalResource(found.target.url);
    await failures.read();
    const attempt = server === null ? null : failures.of(server);
    const auth = options.authOf(entry.ref);
    const subject = { kind: 'http', target, auth, attempt, roots: trusts } as const;
    return ok(await diagnose({ ...shared, subject }));
  }

  return {
    async examine(entry, accessToken) {
      const report = await examine(entry, accessToken);
      return report.ok
        ? ok({ ...report.value, debug: debugOf(entry, options.adapterOf(entry), env) })
        : report;
    },
  };
}

/** The person's own client, asked by the person: nothing of it is run here. */
function debugOf(
  entry: InventoryEntry,
  adapter: Pick<ClientAdapter, 'debug' | 'elsewhere'>,
  { platform, home }: HostEnv,
): DoctorReport['debug'] {
  // Another system has other files and another shell.
  const help = adapter.elsewhere === true ? null : (adapter.debug?.(entry, { platform, home }) ?? null);
  if (help === null) return null;
  const command = shellCommand(help.argv, platform, help.variables);
  return { command, folder: entry.project, tells: help.tells };
}

function withoutSignIn(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
}

/** A server may say back what it was sent. */
function withoutToken({ ref, stages }: Examined, accessToken: string): Examined {
  const clean = (text: string): string => maskValues(text, [accessToken]);
  return {
    ref,
    stages: stages.map((stage) => ({
      ...stage,
      text: clean(stage.text),
      next: stage.next === null ? null : clean(stage.next),
    })),
  };
}
