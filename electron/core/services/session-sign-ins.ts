import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { SessionSignIn } from '../../../shared/session-sign-in.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { ToolServer } from '../connections/tool-server.ts';
import type { HeldSession, HeldSessionOptions } from './held-session.ts';
import type { OpenTools } from './tool-opener.ts';

/** Sign-ins inside servers' own sessions: one session for each entry, from a person's click to their goodbye. */
export interface SessionSignIns {
  views(): readonly SessionSignIn[];
  /** The session in which somebody is signed in to this entry's server; null when there is none. */
  server(entry: InventoryEntry): ToolServer | null;
  /** A session of this entry that is open already is ended first. Resolves with the code, or the failure. */
  start(
    entry: InventoryEntry,
    wish: { tenantId: string | null; startPrograms: boolean },
  ): Promise<Result<SessionSignIn>>;
  /** The second step. InvalidRequest when there is no session. Resolves with what is known then. */
  check(entry: InventoryEntry): Promise<Result<SessionSignIn>>;
  /** Resolves when nothing of it is left. */
  end(ref: string): Promise<void>;
  /** For good: nothing begins afterwards. */
  stop(): Promise<void>;
}

export function createSessionSignIns(options: {
  open: OpenTools;
  /** What is dialled for an entry as it is set up now: a session with another server than that is over. */
  targetKey: (entry: InventoryEntry) => string;
  now: () => number;
  onChange: () => void;
  limits?: HeldSessionOptions['limits'];
}): SessionSignIns {
  const held = new Map<string, { session: HeldSession; key: string }>();
  let stopped = false;

  function of(entry: InventoryEntry): HeldSession | null {
    const found = held.get(entry.ref);
    return found !== undefined && found.key === options.targetKey(entry) ? found.session : null;
  }

  async function end(ref: string): Promise<void> {
    const found = held.get(ref);
    if (found === undefined) return;
    await found.session.end(null);
    if (held.get(ref) === found) held.delete(ref);
    options.onChange();
  }

  return {
    views: () => [...held.values()].map(({ session }) => session.view()),
    server: (entry) => of(entry)?.server() ?? null,
    async start(entry, { tenantId, startPrograms }) {
      const { holdSession } = await import('./held-session.ts');
      const { ref } = entry;
      while (held.has(ref)) await end(ref);
      if (stopped) return fail('Cancelled');
      const session = holdSession({
        ref,
        tenantId,
        url: entry.url,
        open: (signal, limitMs) =>
          options.open(entry, { startPrograms, signal, limitMs, wantsSession: true }),
        now: options.now,
        onChange: options.onChange,
        ...(options.limits === undefined ? {} : { limits: options.limits }),
      });
      held.set(ref, { session, key: options.targetKey(entry) });
      options.onChange();
      await session.begin();
      return outcome(session.view());
    },
    async check(entry) {
      const session = of(entry);
      if (session === null) {
        await end(entry.ref);
        return fail('InvalidRequest', 'No sign-in is under way in a session of this server.', {
          next: 'Get a code first.',
        });
      }
      await session.check();
      return outcome(session.view());
    },
    end,
    async stop() {
      stopped = true;
      await Promise.all([...held.keys()].map(end));
    },
  };
}

function outcome(view: SessionSignIn): Result<SessionSignIn> {
  if (view.state !== 'ended') return ok(view);
  return view.error === null ? fail('Cancelled') : { ok: false, error: view.error };
}
