import { setTimeout as delay } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { SessionSignIn } from '../../../shared/session-sign-in.ts';
import { plain } from '../connections/answer-fields.ts';
import { isRecord } from '../connections/json-rpc.ts';
import type { RpcReply } from '../connections/json-rpc.ts';
import { readBegun, readIdentity, readStatus } from '../connections/session-answers.ts';
import type { AnswerContext } from '../connections/session-answers.ts';
import { signsInByTools } from '../connections/session-sign-in.ts';
import { toolHeaders } from '../connections/tool-headers.ts';
import { readTools } from '../connections/tool-list.ts';
import type { ToolServer } from '../connections/tool-server.ts';

/** One session with a server, held open for the sign-in that its tools do inside it. */
export interface HeldSession {
  readonly view: () => SessionSignIn;
  /** The session as it is used, while somebody is signed in. */
  readonly server: () => ToolServer | null;
  /** Connects and asks for a code; the outcome is in `view`. Called once. */
  begin(): Promise<void>;
  /** Asks how far it is, at most once in `gap`; several who wait share one question. */
  check(): Promise<void>;
  /** Ends session, program and questions under way. `error` says why, unless the person wanted it. */
  end(error: AppError | null): Promise<void>;
}

export interface HeldSessionOptions {
  readonly ref: string;
  readonly tenantId: string | null;
  /** The server's address; null for a program of this computer. */
  readonly url: string | null;
  readonly open: (signal: AbortSignal, limitMs: number) => Promise<Result<ToolServer>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly onChange: () => void;
  readonly limits?: Partial<typeof LIMITS>;
}

/** In milliseconds. `lease`: whoever shows the session asks again and again; when nobody does, it ends. */
const LIMITS = { ready: 30_000, answer: 60_000, gap: 5000, lease: 180_000 };

/** Failures that pass: the code stays good meanwhile. */
const PASSING = new Set<AppError['code']>(['Timeout', 'Unreachable', 'HttpError']);

export function holdSession(options: HeldSessionOptions): HeldSession {
  const { ref, tenantId, now } = options;
  const limits = { ...LIMITS, ...options.limits };
  const stop = new AbortController();
  const schemas = new Map<string, unknown>();
  let server: ToolServer | null = null;
  let work: Promise<AppError | null> = Promise.resolve(null);
  let checking: Promise<AppError | null> | null = null;
  let ending: Promise<void> | null = null;
  let askedAt = 0;
  let gap = limits.gap;
  let lease: NodeJS.Timeout | undefined;
  let codeEnd: NodeJS.Timeout | undefined;
  let view: SessionSignIn = {
    ref,
    state: 'opening',
    tenantId,
    code: null,
    expiresAt: null,
    identity: null,
    checkedAt: null,
    keepsSession: true,
    error: null,
  };

  function show(part: Partial<SessionSignIn>): void {
    // What comes in late is no news of a session that has ended.
    if (view.state === 'ended') return;
    view = { ...view, ...part };
    options.onChange();
  }

  const context = ({ secrets }: ToolServer): AnswerContext => ({
    server: options.url ?? 'http://localhost',
    secrets,
    now: now(),
  });

  async function ask(
    to: ToolServer,
    name: string,
    given: Record<string, unknown>,
  ): Promise<Result<RpcReply>> {
    const timer = AbortSignal.timeout(limits.answer);
    const reply = await to.ask({
      method: 'tools/call',
      params: { name, arguments: given },
      signal: AbortSignal.any([stop.signal, timer]),
      headers: toolHeaders(name, schemas.get(name), given),
    });
    if (!reply.ok && timer.aborted) return fail('Timeout');
    // A session that is not known any more is refused with 404 (MCP 2025-11-25, session management).
    if (!reply.ok && reply.error.code === 'NotMcp') return fail('SignInFailed', GONE, { next: AGAIN });
    return reply;
  }

  async function open(): Promise<Result<ToolServer>> {
    const timer = AbortSignal.timeout(limits.ready);
    const signal = AbortSignal.any([stop.signal, timer]);
    const opened = await options.open(signal, limits.ready);
    if (!opened.ok) return timer.aborted ? fail('Timeout') : opened;
    server = opened.value;
    show({ keepsSession: server.keepsSession });
    const listed = await readTools(
      (params) => opened.value.ask({ method: 'tools/list', params, signal }),
      server.secrets,
    );
    if (!listed.ok) return timer.aborted ? fail('Timeout') : listed;
    for (const { view: tool, schema } of listed.value.tools) schemas.set(tool.name, schema);
    return signsInByTools(schemas.keys()) ? opened : fail('Unsupported', NO_TOOLS, { next: NO_TOOLS_NEXT });
  }

  async function authenticate(): Promise<AppError | null> {
    const opened = await open();
    if (!opened.ok) return opened.error;
    const given = tenantId === null ? {} : { [tenantArgument(schemas.get('authenticate'))]: tenantId };
    const reply = await ask(opened.value, 'authenticate', given);
    askedAt = now();
    if (!reply.ok) return reply.error;
    const begun = readBegun(reply.value, context(opened.value));
    if (!begun.ok) return begun.error;
    if (begun.value.kind === 'signed-in') return signedIn(opened.value, begun.value.expiresAt);
    const { code } = begun.value;
    show({ state: 'waiting', code });
    if (code.expiresAt !== null && !stop.signal.aborted) {
      const rest = Math.max(0, code.expiresAt - now());
      codeEnd = setTimeout(() => void end(RAN_OUT), rest).unref();
    }
    return null;
  }

  async function signedIn(to: ToolServer, expiresAt: number | null): Promise<null> {
    clearTimeout(codeEnd);
    const first = view.state !== 'signed-in';
    const known = expiresAt ?? view.expiresAt;
    show({ state: 'signed-in', code: null, error: null, checkedAt: now(), expiresAt: known });
    if (!first || !schemas.has('whoami')) return null;
    const reply = await ask(to, 'whoami', {});
    const told = reply.ok ? readIdentity(reply.value, context(to)) : null;
    if (told !== null) show({ identity: told.identity, expiresAt: known ?? told.expiresAt });
    return null;
  }

  async function askStatus(to: ToolServer): Promise<AppError | null> {
    try {
      await delay(Math.max(0, askedAt + gap - now()), undefined, { signal: stop.signal });
    } catch {
      return null;
    }
    const reply = await ask(to, 'check_auth_status', {});
    askedAt = now();
    if (!reply.ok) {
      if (!PASSING.has(reply.error.code)) return reply.error;
      show({ error: reply.error });
      return null;
    }
    const status = readStatus(reply.value, context(to));
    if (!status.ok) return status.error;
    if (status.value.kind === 'signed-in') return signedIn(to, status.value.expiresAt);
    gap = Math.max(limits.gap, status.value.retryAfterMs ?? 0);
    if (view.state === 'signed-in') return OVER;
    show({ checkedAt: askedAt, error: null });
    return null;
  }

  function hold(): void {
    clearTimeout(lease);
    if (ending === null) lease = setTimeout(() => void end(UNWATCHED), limits.lease).unref();
  }

  function end(error: AppError | null): Promise<void> {
    ending ??= close(error);
    return ending;
  }

  async function close(error: AppError | null): Promise<void> {
    stop.abort();
    clearTimeout(lease);
    clearTimeout(codeEnd);
    show({ state: 'ended', code: null, error });
    await Promise.all([work, checking]);
    await server?.end();
  }

  return {
    view: () => view,
    server: () => (view.state === 'signed-in' ? server : null),
    async begin() {
      hold();
      work = authenticate();
      const error = await work;
      if (error !== null) await end(error);
    },
    async check() {
      hold();
      await work;
      if (server === null || view.state === 'opening' || view.state === 'ended') return;
      checking ??= askStatus(server).finally(() => (checking = null));
      const error = await checking;
      if (error !== null) await end(error);
    },
    end,
  };
}

/** How the tool calls the tenant; OctoMesh: `tenantId`. */
function tenantArgument(schema: unknown): string {
  const properties = isRecord(schema) ? schema['properties'] : null;
  const names = isRecord(properties) ? Object.keys(properties) : [];
  return names.find((name) => ['tenantid', 'tenant'].includes(plain(name))) ?? 'tenantId';
}

const AGAIN = 'Get a new code.';
const GONE = 'The server does not know this session any more; it may have been started anew.';
const NO_TOOLS = 'The server has no tools to sign in with.';
const NO_TOOLS_NEXT = 'List its tools to see what it offers.';
const RAN_OUT = fail('AuthTimeout', 'The code has run out before it was entered.', { next: AGAIN }).error;
const OVER = fail('InvalidGrant', 'The server no longer counts this session as signed in.', {
  next: AGAIN,
}).error;
const UNWATCHED = fail('Cancelled', 'The session was ended, because nobody was looking at it.', {
  next: AGAIN,
}).error;
