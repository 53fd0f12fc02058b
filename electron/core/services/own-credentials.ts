import { existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UNKNOWN_AUTH } from '../../../shared/domain.ts';
import type { AuthFact } from '../../../shared/domain.ts';
import type { AppError } from '../../../shared/errors.ts';
import { attemptFact } from '../auth/attempt-fact.ts';
import type { OwnAuthEngine } from '../auth/engine.ts';
import type { AuthEngine, CredentialSummary } from '../auth/types.ts';
import { canonicalResource } from '../auth/urls.ts';
import type { LastFailures } from './last-failures.ts';

/** What the last look into the keychain said, so that building a snapshot never waits for it. */
export interface OwnCredentials {
  readonly list: () => readonly CredentialSummary[];
  fact(serverUrl: string): AuthFact | null;
  /** Whether it is worth opening the keychain at all; no look into it. */
  mayHold(): boolean;
  /** Changes when any MCP Tray process stores or ends a sign-in. */
  readonly path: string;
  /**
   * Asks the keychain about these addresses. Without `always` it is only asked when something was stored
   * before: opening a keychain may cost a prompt, and most runs of the command line have nothing there.
   */
  read(serverUrls: readonly string[], options?: { always: boolean }): Promise<void>;
}

/** An empty file that says "the keychain holds something of ours"; it tells nothing else. */
const MARKER = 'has-sign-ins';

export function createOwnCredentials(options: {
  engine: Pick<OwnAuthEngine, 'list' | 'fact' | 'reload'>;
  failures: Pick<LastFailures, 'of'>;
  now: () => number;
  stateDir: string;
}): OwnCredentials {
  const { engine, failures, now, stateDir } = options;
  const marker = join(stateDir, MARKER);
  let summaries: readonly CredentialSummary[] = [];
  let facts: ReadonlyMap<string, AuthFact> = new Map();
  /** The marker as it was when the keychain was last asked. */
  let seen: string | null = null;
  let started = 0;
  let shown = 0;

  /** The time of the file tells our other processes that something is different now. */
  async function mark(present: boolean, isNews: boolean): Promise<void> {
    const there = existsSync(marker);
    if (present ? there && !isNews : !there) return;
    if (present) {
      await mkdir(stateDir, { recursive: true, mode: 0o700 });
      await writeFile(marker, '', { mode: 0o600 });
    } else await rm(marker, { force: true });
    seen = stampOf(marker);
  }

  async function factsOf(
    urls: ReadonlySet<string>,
    listed: Awaited<ReturnType<AuthEngine['list']>>,
  ): Promise<ReadonlyMap<string, AuthFact>> {
    const found = new Map<string, AuthFact>();
    if (!listed.ok && existsSync(marker)) {
      for (const url of urls) found.set(url, closedFact(listed.error));
    }
    if (listed.ok && listed.value.length > 0) {
      for (const url of urls) {
        const result = await engine.fact(url);
        if (!result.ok) found.set(url, closedFact(result.error));
        else if (result.value !== null) found.set(url, result.value);
      }
    }
    return found;
  }

  function failedFact(serverUrl: string): AuthFact | null {
    const server = canonicalResource(serverUrl);
    const failure = server === null ? null : failures.of(server);
    return failure === null ? null : attemptFact(failure, now());
  }

  return {
    list: () => summaries,
    fact: (serverUrl) => facts.get(serverUrl) ?? failedFact(serverUrl),
    mayHold: () => existsSync(marker),
    path: marker,
    async read(serverUrls, { always } = { always: false }) {
      const stamp = stampOf(marker);
      if (!always && summaries.length === 0 && stamp === null) return;
      // Another process has stored or ended a sign-in: what is remembered of the keychain is older than that.
      if (stamp !== seen) engine.reload();
      seen = stamp;
      started += 1;
      const mine = started;
      const listed = await engine.list();
      const held = listed.ok ? listed.value : [];
      const isNews = always && mine > 1 && JSON.stringify(held) !== JSON.stringify(summaries);
      // The marker only saves time: a folder that cannot be written costs a look into the keychain.
      if (listed.ok) await mark(held.length > 0, isNews).catch(() => undefined);
      const found = await factsOf(new Set(serverUrls), listed);
      // One that began later has seen more.
      if (mine < shown) return;
      shown = mine;
      summaries = held;
      facts = found;
    },
  };
}

function stampOf(path: string): string | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.mtimeNs}`;
}

function closedFact({ message, next }: AppError): AuthFact {
  return { ...UNKNOWN_AUTH, state: 'keychain-unavailable', evidence: message, next };
}
