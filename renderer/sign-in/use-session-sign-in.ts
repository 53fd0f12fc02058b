import { useEffect, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { AppError } from '../../shared/errors.ts';
import type { SessionSignIn } from '../../shared/session-sign-in.ts';
import { useApp } from '../hooks/use-app.ts';

/** Milliseconds. Asking keeps the session alive; once signed in, that is all it is for. */
const EVERY = { waiting: 5000, 'signed-in': 60_000 } as const;

/** The session held for an entry, asked about for as long as somebody looks at it. */
export function useSessionSignIn({ ref, url }: ServerEntry) {
  const { call, snapshot } = useApp();
  const session: SessionSignIn | null = snapshot.sessionSignIns.find((one) => one.ref === ref) ?? null;
  const [asking, setAsking] = useState(false);
  /** A failure that left no session behind to tell it. */
  const [problem, setProblem] = useState<AppError | null>(null);
  const state = session?.state ?? null;
  const every = state === 'waiting' || state === 'signed-in' ? EVERY[state] : null;

  useEffect(() => {
    if (every === null) return;
    const timer = setInterval(() => void call('session-sign-in:check', { ref }), every);
    return () => clearInterval(timer);
  }, [call, ref, every]);

  async function start(tenantId: string | null): Promise<void> {
    setProblem(null);
    const answer = await call('session-sign-in:start', { ref, tenantId, startPrograms: url === null });
    if (!answer.ok && answer.error.code !== 'Cancelled') setProblem(answer.error);
  }

  async function confirm(): Promise<void> {
    setAsking(true);
    await call('session-sign-in:check', { ref });
    setAsking(false);
  }

  async function end(): Promise<void> {
    setProblem(null);
    await call('session-sign-in:end', { ref });
  }

  return { session, asking, problem: state === null ? problem : null, start, confirm, end };
}
