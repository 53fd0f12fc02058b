import { createHash } from 'node:crypto';
import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { ConnectionFact, ServerRef } from '../../../shared/domain.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { createEraCache } from '../connections/era-cache.ts';
import { runPool } from '../connections/pool.ts';
import type { ProbeAuth } from '../connections/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import { entryTarget, missingReason } from '../status/probe-target.ts';
import type { EntryTarget } from '../status/probe-target.ts';
import type { VariableRule } from '../status/variables.ts';

/** Outcome of the last check of an entry. */
export interface CheckRecord {
  readonly connection: ConnectionFact;
  readonly auth: ProbeAuth;
  readonly sent: 'nothing' | 'static' | 'own';
  readonly checkedAt: number;
}

export interface Checker {
  /** The last outcome, forgotten when the entry's target has changed since. */
  record(entry: InventoryEntry): CheckRecord | null;
  connection(entry: InventoryEntry): ConnectionFact;
  /** Probes each distinct target once, several at a time. Programs start only with `startPrograms`. */
  check(
    entries: readonly InventoryEntry[],
    options: { startPrograms: boolean; signal: AbortSignal },
  ): Promise<void>;
}

export function createChecker(options: {
  env: HostEnv;
  ports: Ports;
  engine: Pick<AuthEngine, 'accessToken' | 'noteRejection'>;
  expands: (entry: InventoryEntry) => VariableRule;
  onChange: () => void;
}): Checker {
  const { env, ports, engine } = options;
  const records = new Map<ServerRef, { fingerprint: string; record: CheckRecord }>();
  const checking = new Set<ServerRef>();
  const eras = createEraCache();

  const targetOf = (entry: InventoryEntry): EntryTarget =>
    entryTarget(entry, options.expands(entry), env.vars);

  async function probe(
    target: EntryTarget,
    startPrograms: boolean,
    signal: AbortSignal,
  ): Promise<CheckRecord> {
    const checkedAt = ports.now();
    if (target.kind === 'none') return skipped(target.reason, checkedAt);
    if (target.missing.length > 0) return skipped(missingReason(target.missing), checkedAt);
    if (target.kind === 'stdio') {
      if (!startPrograms) return skipped('a program on this computer; it runs only when you ask', checkedAt);
      const { probeStdio } = await import('../connections/stdio.ts');
      const { connection, auth } = await probeStdio(target.target, { env, now: ports.now, signal });
      return { connection, auth, sent: 'nothing', checkedAt: ports.now() };
    }
    const own = target.sendsAuth ? null : await engine.accessToken(target.target.url);
    const accessToken = own?.ok ? own.value : null;
    const { probeHttp } = await import('../connections/probe.ts');
    const result = await probeHttp(
      { ...target.target, token: accessToken },
      { fetch: ports.fetch, now: ports.now, signal, eras },
    );
    if (accessToken !== null && result.auth.kind === 'challenged') {
      engine.noteRejection(target.target.url, 'invalid-token', null, accessToken);
    }
    if (accessToken !== null && result.auth.kind === 'insufficient-scope') {
      engine.noteRejection(target.target.url, 'insufficient-scope', result.auth.challenge.scope, accessToken);
    }
    const sent = target.sendsAuth ? 'static' : accessToken === null ? 'nothing' : 'own';
    return { ...result, sent, checkedAt: ports.now() };
  }

  return {
    record(entry) {
      const kept = records.get(entry.ref);
      return kept !== undefined && kept.fingerprint === fingerprint(targetOf(entry)) ? kept.record : null;
    },
    connection(entry) {
      const last = this.record(entry)?.connection ?? UNKNOWN_CONNECTION;
      return checking.has(entry.ref) ? { ...last, state: 'checking', before: last.state } : last;
    },
    async check(entries, { startPrograms, signal }) {
      const groups = new Map<string, { target: EntryTarget; refs: ServerRef[] }>();
      for (const entry of entries) {
        const target = targetOf(entry);
        const key = fingerprint(target);
        const group = groups.get(key) ?? { target, refs: [] };
        group.refs.push(entry.ref);
        groups.set(key, group);
        checking.add(entry.ref);
      }
      options.onChange();
      const jobs = [...groups].map(([key, { target, refs }]) => ({
        origin: target.kind === 'http' ? new URL(target.target.url).origin : key,
        run: async () => {
          try {
            const record = await probe(target, startPrograms, signal);
            if (signal.aborted) return;
            for (const ref of refs) records.set(ref, { fingerprint: key, record });
          } finally {
            for (const ref of refs) checking.delete(ref);
            options.onChange();
          }
        },
      }));
      await runPool(jobs, { signal });
      for (const entry of entries) checking.delete(entry.ref);
    },
  };
}

function skipped(reason: string, checkedAt: number): CheckRecord {
  return {
    connection: { ...UNKNOWN_CONNECTION, state: 'skipped', evidence: reason, checkedAt },
    auth: { kind: 'unknown' },
    sent: 'nothing',
    checkedAt,
  };
}

/** Hashed, because a target holds header and env values. */
function fingerprint(target: EntryTarget): string {
  return createHash('sha256').update(JSON.stringify(target)).digest('hex');
}
