import type { ConnectionFact, ConnectionState } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import type { AppErrorCode, Result } from '../../../shared/errors.ts';
import type { RpcReply } from './json-rpc.ts';
import type { ProbeAuth } from './types.ts';

export interface ToolRequest {
  readonly method: 'tools/list' | 'tools/call';
  readonly params: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Where requests have headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A greeted server that answers requests, whichever way it is reached. */
export interface ToolServer {
  /** What was sent to it in confidence, and must not be shown when it comes back. */
  readonly secrets: readonly string[];
  /** The server knows its requests to belong together: what one of them did, the next one finds. */
  readonly keepsSession: boolean;
  /** The server's reply, its errors included; a failure when none came. */
  ask(request: ToolRequest): Promise<Result<RpcReply>>;
  /** Somebody holds it: it stays open after this use. */
  readonly held?: true;
  /** Ends the session, or the program with everything it started. */
  end(): Promise<void>;
}

const CODE_OF = {
  unknown: 'Unreachable',
  checking: 'Unreachable',
  connected: 'HttpError',
  'needs-auth': 'AuthRequired',
  unreachable: 'Unreachable',
  'tls-error': 'TlsFailure',
  'not-mcp': 'NotMcp',
  'http-error': 'HttpError',
  'process-error': 'ProcessExited',
  skipped: 'Unsupported',
} as const satisfies Record<ConnectionState, AppErrorCode>;

/** A connection's failure as the answer to somebody who wanted to use it. */
export function connectionError(
  { state, evidence, next }: Pick<ConnectionFact, 'state' | 'evidence' | 'next'>,
  auth: ProbeAuth = { kind: 'unknown' },
): ReturnType<typeof fail> {
  const code = auth.kind === 'insufficient-scope' ? 'InsufficientScope' : CODE_OF[state];
  const message = evidence === null ? undefined : `${evidence}.`;
  return fail(code, message, next === null ? {} : { next });
}
