import { digest } from '../digest.ts';
import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { ConnectionFact } from '../../../shared/domain.ts';
import { isLoopbackHost } from '../add/loopback-host.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { createEraCache } from '../connections/era-cache.ts';
import { runPool } from '../connections/pool.ts';
import { signsInByTools } from '../connections/session-sign-in.ts';
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
  /** The server asked to be left alone until then. Epoch milliseconds. */
  readonly retryAt: number | null;
  /** The host name is unknown, or nothing is at the address. */
  readonly gone?: true;
}

export interface Checker {
  /** The last outcome for the entry's target as it is set up now, whichever entry it was checked for. */
  record(entry: InventoryEntry): CheckRecord | null;
  connection(entry: InventoryEntry): ConnectionFact;
  /** A list of its tools that was asked for by hand tells whether it signs people in by tools of its own. */
  noteTools(entry: InventoryEntry, names: readonly string[]): void;
  /** Whether it does, as far as is known. */
  signsInByTools(entry: InventoryEntry): boolean;
  /** What is dialled for the entry: `key` is equal for entries that share one check. */
  dialled(entry: InventoryEntry): { readonly key: string; readonly local: boolean; readonly busy: boolean };
  /** Probes each distinct target once, `limit` at a time. Programs start only with `startPrograms`. */
  check(
    entries: readonly InventoryEntry[],
    options: { startPrograms: boolean; signal: AbortSignal; limit?: number },
  ): Promise<void>;
}

/** Outcomes kept; far more than anybody has servers, so that edits over weeks do not pile up. */
const MAX_RECORDS = 5000;

export function createChecker(options: {
  env: HostEnv;
  ports: Ports;
  engine: Pick<AuthEngine, 'accessToken' | 'noteRejection'>;
  expands: (entry: InventoryEntry) => VariableRule;
  onChange: () => void;
}): Checker {
  const { env, ports, engine } = options;
  const records = new Map<string, CheckRecord>();
  const checking = new Set<string>();
  const sessionSignIns = new Set<string>();
  const eras = createEraCache();
  /** An entry is a new object whenever its file was read again. */
  const known = new WeakMap<InventoryEntry, { target: EntryTarget; key: string }>();

  function dialled(entry: InventoryEntry): { target: EntryTarget; key: string } {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const target = entryTarget(entry, options.expands(entry), env.vars);
    const now = { target, key: fingerprint(target) };
    known.set(entry, now);
    return now;
  }

  function remember(key: string, record: CheckRecord): void {
    records.delete(key);
    // Not every check lists the tools.
    const inside = sessionSignIns.has(key) && ['open', 'unknown'].includes(record.auth.kind);
    records.set(key, inside ? { ...record, auth: { kind: 'session' } } : record);
    const [oldest] = records.keys();
    if (records.size > MAX_RECORDS && oldest !== undefined) records.delete(oldest);
  }

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
      return { connection, auth, sent: 'nothing', checkedAt: ports.now(), retryAt: null };
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
    const { connection, auth, retryAfterMs, gone } = result;
    const endedAt = ports.now();
    const retryAt = retryAfterMs === undefined ? null : endedAt + retryAfterMs;
    return { connection, auth, sent, checkedAt: endedAt, retryAt, ...(gone === undefined ? {} : { gone }) };
  }

  return {
    record: (entry) => (records.size === 0 ? null : (records.get(dialled(entry).key) ?? null)),
    connection(entry) {
      if (records.size === 0 && checking.size === 0) return UNKNOWN_CONNECTION;
      const { key } = dialled(entry);
      const last = records.get(key)?.connection ?? UNKNOWN_CONNECTION;
      return checking.has(key) ? { ...last, state: 'checking', before: last.state } : last;
    },
    noteTools(entry, names) {
      const { key } = dialled(entry);
      if (signsInByTools(names)) sessionSignIns.add(key);
      else sessionSignIns.delete(key);
      const record = records.get(key);
      if (record !== undefined) remember(key, record);
    },
    signsInByTools(entry) {
      if (records.size === 0 && sessionSignIns.size === 0) return false;
      const { key } = dialled(entry);
      const auth = records.get(key)?.auth;
      return (
        sessionSignIns.has(key) ||
        auth?.kind === 'session' ||
        (auth?.kind === 'accepted' && auth.signsIn === true)
      );
    },
    dialled(entry) {
      const { target, key } = dialled(entry);
      const local = target.kind !== 'http' || isLoopbackHost(new URL(target.target.url).hostname);
      return { key, local, busy: checking.has(key) };
    },
    async check(entries, { startPrograms, signal, limit }) {
      const targets = new Map(entries.map((entry) => [dialled(entry).key, dialled(entry).target]));
      for (const key of targets.keys()) checking.add(key);
      options.onChange();
      const jobs = [...targets].map(([key, target]) => ({
        origin: target.kind === 'http' ? new URL(target.target.url).origin : key,
        run: async () => {
          try {
            const record = await probe(target, startPrograms, signal);
            if (!signal.aborted) remember(key, record);
          } finally {
            checking.delete(key);
            options.onChange();
          }
        },
      }));
      await runPool(jobs, { signal, ...(limit === undefined ? {} : { limit }) });
      for (const key of targets.keys()) checking.delete(key);
      if (signal.aborted) options.onChange();
    },
  };
}

function skipped(reason: string, checkedAt: number): CheckRecord {
  return {
    connection: { ...UNKNOWN_CONNECTION, state: 'skipped', evidence: reason, checkedAt },
    auth: { kind: 'unknown' },
    sent: 'nothing',
    checkedAt,
    retryAt: null,
  };
}

/** Hashed, because a target holds header and env values. */
function fingerprint(target: EntryTarget): string {
  return digest('sha256', JSON.stringify(target));
}
