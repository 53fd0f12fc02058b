import type { DoctorReport } from '../../../shared/actions.ts';
import type { AuthFact, ConnectionFact, ServerRef } from '../../../shared/domain.ts';
import type { SignInFailure } from '../auth/attempts.ts';
import type { HostEnv } from '../host-env.ts';
import { headersStage, watchingFetch } from './diagnose-headers.ts';
import { diagnoseMetadata } from './diagnose-metadata.ts';
import { networkStages } from './diagnose-network.ts';
import { diagnoseProgram } from './diagnose-program.ts';
import { attemptWords, signInStage, stillCounts, typedStage } from './diagnose-sign-in.ts';
import type { Refused } from './diagnose-sign-in.ts';
import { tokenStages } from './diagnose-token.ts';
import { toolsStages } from './diagnose-tools.ts';
import { healthStage, webStage } from './diagnose-web.ts';
import { createEraCache, probeHttp } from './probe.ts';
import { prepareTarget, sentSecrets } from './probe-target.ts';
import type { HttpProbeTarget, ProbeResult, StdioProbeTarget } from './types.ts';
import { maskValues, sentence } from './words.ts';

export type Stage = DoctorReport['stages'][number];

export interface Diagnosis {
  readonly ref: ServerRef;
  /** `auth` is what is known of the sign-in now, `attempt` how our last one failed; null when nothing is. */
  readonly subject:
    | {
        readonly kind: 'http';
        readonly target: HttpProbeTarget;
        readonly auth: AuthFact | null;
        readonly attempt: SignInFailure | null;
        /** How the entry's client is told of an organisation's own certificates; null: not known. */
        readonly roots: string | null;
        /** The token was typed for this one diagnosis: what is known of others does not count. */
        readonly typed?: true;
      }
    | {
        readonly kind: 'stdio';
        readonly target: StdioProbeTarget;
        readonly missingVariables: readonly string[];
        readonly last: ConnectionFact | null;
      };
  readonly env: Pick<HostEnv, 'platform' | 'home' | 'vars'>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** For each stage that uses the network, in milliseconds. */
  readonly timeoutMs?: number;
}

const USUAL_ROOTS =
  'An app that runs on Node.js has to be told of it as well, by the variable NODE_EXTRA_CA_CERTS: the path of the root certificate.';

/**
 * Goes from the name lookup to the sign-in step by step and says at which step it fails. Starts no program,
 * opens no browser, registers nothing, calls no tool. Never rejects.
 */
export async function diagnose(diagnosis: Diagnosis): Promise<Omit<DoctorReport, 'debug'>> {
  const { ref, subject } = diagnosis;
  const stages =
    subject.kind === 'stdio'
      ? await diagnoseProgram(subject, diagnosis.env, diagnosis.signal)
      : withoutSent(subject.target, await diagnoseHttp(subject, diagnosis));
  return { ref, stages };
}

/** A report is made to be sent on: wherever the server repeats what it was sent in confidence, it is masked. */
function withoutSent(target: HttpProbeTarget, stages: readonly Stage[]): readonly Stage[] {
  const prepared = prepareTarget(target);
  if ('refusal' in prepared) return stages;
  const secrets = sentSecrets(prepared);
  const hide = (text: string): string => maskValues(text, secrets);
  return stages.map(({ link, ...stage }) => ({
    ...stage,
    text: hide(stage.text),
    next: stage.next === null ? null : hide(stage.next),
    ...(link === undefined || hide(link) !== link ? {} : { link }),
  }));
}

async function diagnoseHttp(
  { target, auth, attempt, roots, typed }: Extract<Diagnosis['subject'], { kind: 'http' }>,
  { fetch, now, signal, timeoutMs = 10_000 }: Diagnosis,
): Promise<readonly Stage[]> {
  const prepared = prepareTarget(target);
  if ('refusal' in prepared) {
    const { evidence, next } = prepared.refusal;
    return [{ name: 'Address', state: 'failed', text: sentence(evidence), next }];
  }
  const { url } = prepared;
  const eras = createEraCache();
  const watching = watchingFetch(fetch, url);
  const probe = (address: string) =>
    probeHttp({ ...target, url: address }, { fetch: watching.fetch, now, signal, timeoutMs, eras });
  const [network, result] = await Promise.all([
    networkStages(url, { now, signal, timeoutMs, roots: roots ?? USUAL_ROOTS }),
    probe(url.href),
  ]);
  const { state } = result.connection;
  const reached = !['unreachable', 'tls-error', 'unknown'].includes(state);
  // Behind a proxy, direct lookups fail although the server is reached: then they are no finding.
  const stages = network.map((stage) => (reached && stage.state === 'failed' ? viaProxy(stage) : stage));
  if (!reached) {
    const blocked = stages.some((stage) => stage.state === 'failed');
    stages.push(blocked ? skipped('HTTP') : webStage(result.connection), skipped('MCP'));
    return [...stages, skipped('Sign-in service'), signInStage(auth, attemptWords(attempt, auth, now()))];
  }
  const wire = () => ({ fetch, now, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
  const web = webStage(result.connection);
  stages.push(...headersStage(watching.seen(), sentSecrets(prepared)));
  stages.push(web, web.state === 'failed' ? skipped('MCP') : protocolStage(result));
  if (state === 'not-mcp') stages.push(...(await trySuffix(url, probe)));
  if (state !== 'connected') stages.push(...(await healthStage(url, wire())));
  const challenge = result.auth.kind === 'challenged' ? result.auth.challenge : null;
  const signInWanted = result.auth.kind === 'challenged';
  const tried = attemptWords(attempt, auth, now());
  const metadata = await diagnoseMetadata(url, { challenge, signInWanted, attempt: tried, wire: wire() });
  stages.push(...metadata.stages);
  const refused = refusal(result, prepared.hasCredentials);
  const accessToken = bearerToken(prepared.headers);
  if (accessToken !== null) {
    const refusedToken = refused?.forbidden === false;
    stages.push(...tokenStages(accessToken, { wanted: metadata.wanted, refused: refusedToken, now: now() }));
  }
  stages.push(
    typed === true
      ? typedStage(result, refused)
      : signInStage(auth, stillCounts(tried, metadata.wanted.issuers), refused),
  );
  if (state !== 'connected') return [...stages, skipped('Tools')];
  return [...stages, ...(await toolsStages(target, { fetch, now, signal, timeoutMs }))];
}

/** What the server's answer says about the sign-in; null when it says nothing against it. */
function refusal({ connection, auth }: ProbeResult, sent: boolean): Refused | null {
  const forbidden = auth.kind === 'forbidden';
  if (auth.kind !== 'challenged' && !forbidden) return null;
  return { evidence: connection.evidence ?? 'HTTP 401', next: connection.next, sent, forbidden };
}

function bearerToken(headers: Readonly<Record<string, string>>): string | null {
  const header = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^bearer (\S+)$/i.exec(header ?? '')?.[1] ?? null;
}

function protocolStage({ connection, auth }: ProbeResult): Stage {
  const name = 'MCP';
  const text = connection.evidence ?? 'not checked';
  if (auth.kind === 'forbidden' && connection.state === 'needs-auth') {
    return { name, state: 'info', text: sentence(`${text}; the server answers, and refuses`), next: null };
  }
  if (connection.state === 'connected') return { name, state: 'ok', text, next: connection.next };
  if (connection.state === 'needs-auth') {
    // What to do about it stands at the sign-in.
    const words = `${text}; the server answers, but not without a sign-in that it accepts`;
    return { name, state: 'info', text: sentence(words), next: null };
  }
  return { name, state: 'failed', text: sentence(text), next: connection.next };
}

/** Many documents leave out the path: says whether `/mcp` answers, and never rewrites the entry. */
async function trySuffix(
  url: URL,
  probe: (address: string) => Promise<ProbeResult>,
): Promise<readonly Stage[]> {
  if (/\/mcp\/?$/.test(url.pathname)) return [];
  const longer = new URL(url.href);
  longer.pathname = `${url.pathname.replace(/\/$/, '')}/mcp`;
  const { connection } = await probe(longer.href);
  const place = longer.origin + longer.pathname;
  const answers = connection.state === 'connected' || connection.state === 'needs-auth';
  return [
    {
      name: 'With /mcp added',
      state: 'info',
      text: answers ? `An MCP server answers at ${place}.` : `Nothing better at ${place}.`,
      next: answers ? 'Change the address of this entry to that one.' : null,
    },
  ];
}

function viaProxy(stage: Stage): Stage {
  return {
    ...stage,
    state: 'info',
    text: `Not directly (${stage.text.replace(/\.$/, '')}), but through a proxy.`,
    next: null,
  };
}

function skipped(name: string): Stage {
  return { name, state: 'skipped', text: 'Not reached.', next: null };
}
