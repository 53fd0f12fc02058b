import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UNKNOWN_AUTH } from '../../../shared/domain.ts';
import type { AuthFact } from '../../../shared/domain.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { AuthEngine, CredentialSummary } from '../auth/types.ts';

/** What the last look into the keychain said, so that building a snapshot never waits for it. */
export interface OwnCredentials {
  readonly list: () => readonly CredentialSummary[];
  fact(serverUrl: string): AuthFact | null;
  /** Whether it is worth opening the keychain at all; no look into it. */
  mayHold(): boolean;
  /** Changes when any MCP Tray process stores its first or ends its last sign-in. */
  readonly path: string;
  /**
   * Asks the keychain about these addresses. Without `always` it is only asked when something was stored
   * before: opening a keychain may cost a prompt, and most runs of the command line have nothing there.
   */
  read(serverUrls: readonly string[], options?: { always: boolean }): Promise<void>;
}

/** An empty file that says "the keychain holds something of ours"; it tells nothing else. */
const MARKER = 'has-sign-ins';

export function createOwnCredentials(options: { engine: AuthEngine; stateDir: string }): OwnCredentials {
  const { engine, stateDir } = options;
  const marker = join(stateDir, MARKER);
  let summaries: readonly CredentialSummary[] = [];
  let facts: ReadonlyMap<string, AuthFact> = new Map();
  let started = 0;
  let shown = 0;

  async function mark(present: boolean): Promise<void> {
    if (present === existsSync(marker)) return;
    if (!present) return rm(marker, { force: true });
    await mkdir(stateDir, { recursive: true, mode: 0o700 });
    await writeFile(marker, '', { mode: 0o600 });
  }

  return {
    list: () => summaries,
    fact: (serverUrl) => facts.get(serverUrl) ?? null,
    mayHold: () => existsSync(marker),
    path: marker,
    async read(serverUrls, { always } = { always: false }) {
      if (!always && !existsSync(marker)) return;
      started += 1;
      const mine = started;
      const listed = await engine.list();
      const held = listed.ok ? listed.value : [];
      const next = new Map<string, AuthFact>();
      // The marker only saves time: a folder that cannot be written costs a look into the keychain.
      if (listed.ok) await mark(held.length > 0).catch(() => undefined);
      if (!listed.ok && existsSync(marker)) {
        for (const url of serverUrls) next.set(url, closedFact(listed.error));
      }
      if (held.length > 0) {
        for (const url of new Set(serverUrls)) {
          const result = await engine.fact(url);
          if (!result.ok) next.set(url, closedFact(result.error));
          else if (result.value !== null) next.set(url, result.value);
        }
      }
      // One that began later has seen more.
      if (mine < shown) return;
      shown = mine;
      summaries = held;
      facts = next;
    },
  };
}

function closedFact({ message, next }: AppError): AuthFact {
  return { ...UNKNOWN_AUTH, state: 'keychain-unavailable', evidence: message, next };
}
