import { sessionPrompt, tenantAddress } from '../../../shared/session-sign-in.ts';
import type { Stage } from './diagnose.ts';
import { openHttpTools } from './http-tools.ts';
import { signsInByTools } from './session-sign-in.ts';
import { listServerTools } from './tools.ts';
import type { HttpProbeTarget } from './types.ts';
import { quote } from './words.ts';

/** Lists the tools, as a client would after signing in; calls none. */
export async function toolsStages(
  target: HttpProbeTarget,
  options: {
    fetch: typeof globalThis.fetch;
    now: () => number;
    signal: AbortSignal;
    timeoutMs: number;
  },
): Promise<readonly Stage[]> {
  const name = 'Tools';
  if (target.transport === 'sse') {
    return [{ name, state: 'skipped', text: 'Not listed over the older HTTP+SSE.', next: null }];
  }
  const { fetch, now, signal, timeoutMs } = options;
  const listed = await listServerTools({
    name: 'The server',
    open: (ends) => openHttpTools(target, { fetch, now, signal: ends, onRefused: () => undefined }),
    now,
    signal,
    limits: { ready: timeoutMs },
  });
  if (!listed.ok) {
    const { message, next } = listed.error;
    return [{ name, state: 'failed', text: message, next }];
  }
  const { tools, note } = listed.value;
  const count = tools.length === 1 ? '1 tool' : `${tools.length} tools`;
  const text = `The server has ${count}.${note === null ? '' : ` ${note}`}`;
  const stage: Stage = { name, state: 'ok', text, next: null };
  return signsInByTools(tools.map((tool) => tool.name)) ? [stage, ...insideStages(target.url)] : [stage];
}

function insideStages(url: string): readonly Stage[] {
  const named = tenantAddress(url);
  const inside: Stage = {
    name: 'Sign-in inside the server',
    state: 'info',
    text: 'The server signs people in itself, with its tools authenticate and check_auth_status. That holds for one session of one client: MCP Tray can neither see nor end it.',
    next: `Say to your client: “${sessionPrompt(named?.tenantId ?? null)}” Open the page it names, enter the code, then ask it to check the sign-in. After an expired session, do the same again.`,
  };
  if (named === null) return [inside];
  const { tenantId, shared } = named;
  const address: Stage = {
    name: 'Address of a tenant',
    state: 'info',
    text: `The address is a legacy per-tenant endpoint, for ${quote(tenantId, 100)} alone.`,
    next: `One entry with ${shared} serves every tenant; the tenant is then named in each call.`,
  };
  return [inside, address];
}
