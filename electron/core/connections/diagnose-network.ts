import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, getCACertificates } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { classifyError, OWN_AUTHORITY } from './classify-error.ts';
import type { Stage } from './diagnose.ts';
import { isUnknownAuthority, trustSystemRoots, trustsSystemRoots } from './system-roots.ts';
import { quote, seconds, sentence } from './words.ts';

interface Limits {
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** How the client is told of an organisation's own authority, in words. */
  readonly roots: string;
}

const SOON_MS = 7 * 86_400_000;

/** Name lookup, TCP and, for https, TLS; stops at the first that fails and marks the rest as not reached. */
export async function networkStages(url: URL, limits: Limits): Promise<Stage[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const steps = [
    { name: 'Name lookup', run: () => lookUp(host, limits) },
    { name: 'Connection', run: () => connectPlain(host, port, limits) },
    ...(url.protocol === 'https:'
      ? [{ name: 'Encryption', run: () => connectSecure(host, port, limits) }]
      : []),
  ];
  const stages: Stage[] = [];
  for (const { name, run } of steps) {
    if (stages.some(({ state }) => state === 'failed')) {
      stages.push({ name, state: 'skipped', text: 'Not reached.', next: null });
      continue;
    }
    try {
      stages.push({ name, ...(await run()) });
    } catch (error) {
      stages.push({ name, ...failure(error, limits) });
    }
  }
  return stages;
}

type Finding = Omit<Stage, 'name'>;

async function lookUp(host: string, limits: Limits): Promise<Finding> {
  const addresses = await limited(lookup(host, { all: true }), limits);
  const shown = addresses.slice(0, 3).map(({ address }) => address);
  const more = addresses.length > 3 ? ` and ${addresses.length - 3} more` : '';
  return { state: 'ok', text: `${host} is ${shown.join(', ')}${more}.`, next: null };
}

async function connectPlain(host: string, port: number, limits: Limits): Promise<Finding> {
  const started = limits.now();
  await whenReady(connect({ host, port }), 'connect', limits);
  const elapsed = Math.max(0, Math.round(limits.now() - started));
  return { state: 'ok', text: `Port ${port} answers (${elapsed} ms).`, next: null };
}

async function connectSecure(host: string, port: number, limits: Limits): Promise<Finding> {
  const started = performance.now();
  const first = await handshake(host, port, limits);
  const more = isUnknownAuthority(first.refusal) && (await trustSystemRoots(started));
  const { refusal, finding } = more ? await handshake(host, port, limits) : first;
  const { roots } = limits;
  if (isUnknownAuthority(refusal)) return { ...finding, next: `${OWN_AUTHORITY} ${roots}` };
  if (refusal !== null || !trustsSystemRoots()) return finding;
  const bundled = await handshake(host, port, limits, [...getCACertificates('bundled')]);
  if (!isUnknownAuthority(bundled.refusal)) return finding;
  const text = `${finding.text} Its authority is one that this computer trusts and most programs do not know.`;
  return { state: 'info', text, next: roots };
}

function handshake(
  host: string,
  port: number,
  limits: Limits,
  ca?: string[],
): Promise<{ readonly refusal: Error | null; readonly finding: Finding }> {
  const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  const trust = ca === undefined ? {} : { ca };
  const socket = connectTls({ host, port, ...servername, ...trust, rejectUnauthorized: false });
  return whenReady(socket, 'secureConnect', limits, () => ({
    refusal: refusalOf(socket),
    finding: judge(socket, host, limits.now()),
  }));
}

/** Node puts an error there whose only word is often its code. */
function refusalOf({ authorized, authorizationError }: TLSSocket): Error | null {
  if (authorized) return null;
  if (authorizationError instanceof Error) return authorizationError;
  return Object.assign(new Error('certificate'), { code: String(authorizationError) });
}

/** The connection is made without checking, so that a bad certificate can be described before it is refused. */
function judge(socket: TLSSocket, host: string, now: number): Finding {
  const certificate = socket.getPeerCertificate();
  const until = Date.parse(certificate.valid_to);
  const facts = describe(certificate, host);
  const refusal = refusalOf(socket);
  if (refusal !== null) {
    const { evidence, next } = classifyError(refusal);
    // OpenSSL names one reason; who mends that one should not meet the next.
    const also = [
      until < now && !/expired/.test(evidence) ? ', and it has expired' : '',
      isFor(host, certificate) || /another host/.test(evidence) ? '' : ', and it is for another host name',
    ].join('');
    return { state: 'failed', text: sentence(`${evidence}${also} (${facts})`), next };
  }
  if (until - now < SOON_MS) {
    const next = 'Whoever runs the server should renew it soon.';
    return { state: 'info', text: `The certificate ends soon (${facts}).`, next };
  }
  return {
    state: 'ok',
    text: `${socket.getProtocol() ?? 'TLS'}, certificate accepted (${facts}).`,
    next: null,
  };
}

function isFor(host: string, certificate: PeerCertificate): boolean {
  return certificate.subject === undefined || checkServerIdentity(host, certificate) === undefined;
}

function describe(certificate: PeerCertificate, host: string): string {
  const until = Date.parse(certificate.valid_to);
  const date = Number.isNaN(until) ? 'unknown' : new Date(until).toISOString().slice(0, 10);
  const names = quote(certificate.subjectaltname ?? '', 120);
  const issuer = quote(
    [certificate.issuer?.O, certificate.issuer?.CN].flat().find((name) => name !== undefined) ?? 'unknown',
    60,
  );
  return `for ${names === '' ? host : names}; from ${issuer}; until ${date}`;
}

/** Waits for a socket's event, takes what is wanted from it, and closes it in every case. */
async function whenReady<T>(socket: Socket, event: string, limits: Limits, take?: () => T): Promise<T> {
  try {
    const ready = new Promise<void>((resolve, reject) => {
      socket.once(event, resolve);
      socket.once('error', reject);
    });
    await limited(ready, limits);
    return take?.() as T;
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

async function limited<T>(work: Promise<T>, { signal, timeoutMs }: Limits): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new DOMException('stopped', 'TimeoutError'));
  limit.addEventListener('abort', stop, { once: true });
  if (limit.aborted) stop();
  try {
    return await Promise.race([work, promise]);
  } finally {
    limit.removeEventListener('abort', stop);
  }
}

function failure(error: unknown, { timeoutMs }: Limits): Finding {
  if (error instanceof DOMException) {
    const next = 'Check the address and your network (VPN, firewall).';
    return { state: 'failed', text: `No answer within ${seconds(timeoutMs)}.`, next };
  }
  const { evidence, next } = classifyError(error);
  return { state: 'failed', text: sentence(evidence), next };
}
