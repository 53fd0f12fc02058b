import { stat } from 'node:fs/promises';
import type { HostEnv } from '../host-env.ts';
import type { Failure } from './classify-error.ts';
import {
  INITIALIZED,
  MODERN_VERSION,
  initializeRequest,
  isModern,
  legacyRequest,
  modernRequest,
  versionsIn,
} from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { processError, programFailure } from './program-end.ts';
import { programEnvironment } from './program-env.ts';
import { startProgram } from './program.ts';
import type { Program } from './program.ts';
import { resolveCommand } from './resolve-command.ts';
import type { StdioProbeTarget } from './types.ts';
import { quote } from './words.ts';

/** What a client would start; nothing has started yet. */
export async function readyProgram(
  target: StdioProbeTarget,
  env: Pick<HostEnv, 'platform' | 'home' | 'vars'>,
): Promise<{ kind: 'ready'; start: () => Program } | { kind: 'failed'; failure: Failure }> {
  const variables = programEnvironment(env, target.env);
  const cwd = target.cwd ?? env.home;
  const { platform } = env;
  if (!(await isFolder(cwd))) {
    const next = 'Correct “cwd” in the configuration.';
    return { kind: 'failed', failure: processError('its working folder does not exist', next) };
  }
  const resolved = await resolveCommand(target.command, { platform, variables, cwd });
  if (!resolved.ok) {
    return { kind: 'failed', failure: processError(resolved.error.message, resolved.error.next) };
  }
  const { command, args } = target;
  const start = () => startProgram({ resolved: resolved.value, command, args, variables, cwd, platform });
  return { kind: 'ready', start };
}

/** How a program was greeted, and the words for asking it further. */
export type ProgramGreeting =
  | {
      readonly kind: 'greeted';
      readonly era: 'modern' | 'legacy';
      readonly version: string;
      readonly body: (id: string, method: string, params: Record<string, unknown>) => string;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** `initialize` first: a server may end its one life over a message it does not know. */
export async function greetProgram(program: Program, target: StdioProbeTarget): Promise<ProgramGreeting> {
  const legacy = await program.request('initialize-1', initializeRequest('initialize-1'));
  const version = legacy?.result?.['protocolVersion'];
  if (typeof version === 'string') {
    program.notify(INITIALIZED);
    return { kind: 'greeted', era: 'legacy', version: quote(version, 32), body: legacyRequest };
  }
  if (legacy === null) {
    const failure = programFailure(await program.ended, target, program.errorOutput());
    return { kind: 'failed', failure };
  }
  const modern = await program.request('discover-1', modernRequest('discover-1', 'server/discover'));
  const offered = versionsIn(modern?.result?.['supportedVersions']).filter(isModern).toSorted();
  const best = offered.includes(MODERN_VERSION) ? MODERN_VERSION : offered.at(-1);
  if (best === undefined) return { kind: 'failed', failure: refused(legacy) };
  return { kind: 'greeted', era: 'modern', version: best, body: modernRequest };
}

function refused(reply: RpcReply): Failure {
  const words = reply.error === null ? 'an answer that is not MCP' : `“${quote(reply.error.message)}”`;
  return processError(`the program refused to start a session: ${words}`, 'Ask whoever makes this server.');
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
