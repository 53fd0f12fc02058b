import type { DoctorReport } from '../../../shared/actions.ts';
import type { AuthFact, ServerRef } from '../../../shared/domain.ts';
import type { HostEnv } from '../host-env.ts';
import { diagnoseMetadata } from './diagnose-metadata.ts';
import { networkStages } from './diagnose-network.ts';
import { diagnoseProgram } from './diagnose-program.ts';
import { createEraCache, probeHttp } from './probe.ts';
import { prepareTarget } from './probe-target.ts';
import type { HttpProbeTarget, ProbeResult, StdioProbeTarget } from './types.ts';

export type Stage = DoctorReport['stages'][number];

export interface Diagnosis {
  readonly ref: ServerRef;
  /** `auth` is what is known of the sign-in now; null when nothing is. */
  readonly subject:
    | { readonly kind: 'http'; readonly target: HttpProbeTarget; readonly auth: AuthFact | null }
    | {
        readonly kind: 'stdio';
        readonly target: StdioProbeTarget;
        readonly missingVariables: readonly string[];
      };
  readonly env: Pick<HostEnv, 'platform' | 'home' | 'vars'>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** For each stage that uses the network, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Goes from the name lookup to the sign-in step by step and says at which step it fails. Starts no program,
 * opens no browser, registers nothing. Never rejects.
 */
export async function diagnose(diagnosis: Diagnosis): Promise<DoctorReport> {
  const { ref, subject } = diagnosis;
  const stages =
    subject.kind === 'stdio'
      ? await diagnoseProgram(subject, diagnosis.env)
      : await diagnoseHttp(subject.target, subject.auth, diagnosis);
  return { ref, stages };
}

async function diagnoseHttp(
  target: HttpProbeTarget,
  auth: AuthFact | null,
  { fetch, now, signal, timeoutMs = 10_000 }: Diagnosis,
): Promise<readonly Stage[]> {
  const prepared = prepareTarget(target);
  if ('refusal' in prepared) {
    const { evidence, next } = prepared.refusal;
    return [{ name: 'Address', state: 'failed', text: sentence(evidence), next }];
  }
  const { url } = prepared;
  const eras = createEraCache();
  const probe = (address: string) =>
    probeHttp({ ...target, url: address }, { fetch, now, signal, timeoutMs, eras });
  const [network, result] = await Promise.all([
    networkStages(url, { now, signal, timeoutMs }),
    probe(url.href),
  ]);
  const reached = !['unreachable', 'tls-error', 'unknown'].includes(result.connection.state);
  // Behind a proxy, direct lookups fail although the server is reached: then they are no finding.
  const stages = network.map((stage) => (reached && stage.state === 'failed' ? viaProxy(stage) : stage));
  const blocked = stages.some(({ state }) => state === 'failed');
  stages.push(...(blocked && !reached ? [skipped('MCP')] : [protocolStage(result)]));
  if (result.connection.state === 'not-mcp') stages.push(...(await trySuffix(url, probe)));
  if (!reached) return [...stages, skipped('Sign-in service'), signInStage(auth)];
  const wire = { fetch, now, signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) };
  const challenge = result.auth.kind === 'challenged' ? result.auth.challenge : null;
  stages.push(
    ...(await diagnoseMetadata(url, { challenge, signInWanted: result.auth.kind === 'challenged', wire })),
  );
  return [...stages, signInStage(auth)];
}

function protocolStage({ connection }: ProbeResult): Stage {
  const name = 'MCP';
  const text = connection.evidence ?? 'not checked';
  if (connection.state === 'connected') return { name, state: 'ok', text, next: connection.next };
  if (connection.state === 'needs-auth') {
    return {
      name,
      state: 'info',
      text: `${text}; the server answers, but not without a sign-in`,
      next: connection.next,
    };
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

function signInStage(auth: AuthFact | null): Stage {
  const name = 'Sign-in';
  if (auth === null || auth.state === 'unknown') {
    return { name, state: 'skipped', text: 'Not known.', next: null };
  }
  const fine = [
    'not-applicable',
    'not-needed',
    'optional',
    'client-managed',
    'signed-in',
    'expires-soon',
    'renewable',
    'static',
    'env-present',
  ];
  const text = auth.evidence ?? auth.state;
  return { name, state: fine.includes(auth.state) ? 'ok' : 'failed', text, next: auth.next };
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

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
