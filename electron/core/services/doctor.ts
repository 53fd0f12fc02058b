import type { DoctorReport } from '../../../shared/actions.ts';
import type { AuthFact, ConnectionFact, ServerRef } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { ClientAdapter } from '../clients/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import { entryTarget } from '../status/probe-target.ts';
import type { VariableRule } from '../status/variables.ts';

/** Examines one entry's server step by step. Starts no program, opens no browser. */
export interface Doctor {
  /** Unsupported when the entry names nothing that could be examined. */
  examine(entry: InventoryEntry): Promise<Result<DoctorReport>>;
}

export function createDoctor(options: {
  env: HostEnv;
  ports: Ports;
  engine: AuthEngine;
  expands: (entry: InventoryEntry) => VariableRule;
  adapterOf: (entry: InventoryEntry) => Pick<ClientAdapter, 'trustsRoots'>;
  authOf: (ref: ServerRef) => AuthFact | null;
  /** How the last check ended. */
  connectionOf: (entry: InventoryEntry) => ConnectionFact | null;
  signal: AbortSignal;
}): Doctor {
  const { env, ports, engine, signal } = options;
  return {
    async examine(entry) {
      const found = entryTarget(entry, options.expands(entry), env.vars);
      if (found.kind === 'none') return fail('Unsupported', `${entry.name}: ${found.reason}`);
      const { diagnose } = await import('../connections/diagnose.ts');
      const shared = { ref: entry.ref, env, fetch: ports.fetch, now: ports.now, signal };
      if (found.kind === 'stdio') {
        const last = options.connectionOf(entry);
        const subject = {
          kind: 'stdio',
          target: found.target,
          missingVariables: found.missing,
          last,
        } as const;
        return ok(await diagnose({ ...shared, subject }));
      }
      const own = found.sendsAuth ? null : await engine.accessToken(found.target.url);
      const target = { ...found.target, token: own?.ok ? own.value : null };
      const attempt = engine.lastFailure(found.target.url);
      const auth = options.authOf(entry.ref);
      const roots = options.adapterOf(entry).trustsRoots ?? null;
      const subject = { kind: 'http', target, auth, attempt, roots } as const;
      return ok(await diagnose({ ...shared, subject }));
    },
  };
}
