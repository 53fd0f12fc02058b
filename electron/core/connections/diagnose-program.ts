import type { ConnectionFact } from '../../../shared/domain.ts';
import { findPlaceholders } from '../add/placeholders.ts';
import type { HostEnv } from '../host-env.ts';
import type { Stage } from './diagnose.ts';
import { noteAboutFile } from './program-file.ts';
import { programEnvironment } from './program-env.ts';
import { resolveCommand } from './resolve-command.ts';
import type { StdioProbeTarget } from './types.ts';
import { quote, sentence } from './words.ts';

/** Whether a stdio server could be started here, without starting it; `last` is how its last check ended. */
export async function diagnoseProgram(
  subject: {
    target: StdioProbeTarget;
    missingVariables: readonly string[];
    last: ConnectionFact | null;
  },
  env: Pick<HostEnv, 'platform' | 'home' | 'vars'>,
  signal: AbortSignal,
): Promise<readonly Stage[]> {
  const { target, missingVariables } = subject;
  const variables = programEnvironment(env, target.env);
  const options = { platform: env.platform, variables, cwd: target.cwd ?? env.home };
  const resolved = await resolveCommand(target.command, options);
  const found = resolved.ok;
  const note = found ? await noteAboutFile(resolved.value.path, { platform: env.platform, signal }) : null;
  return [
    {
      name: 'Command',
      state: found ? 'ok' : 'failed',
      text: found ? `${quote(target.command, 120)} is ${resolved.value.path}.` : resolved.error.message,
      next: found ? null : resolved.error.next,
    },
    note === null ? null : { name: 'Program file', state: 'info' as const, ...note },
    addressAsCommand(target),
    variableStage(target, missingVariables),
    startStage(subject.last, found),
  ].filter((stage): stage is Stage => stage !== null);
}

function startStage(last: ConnectionFact | null, found: boolean): Stage {
  const name = 'Start';
  const words = sentence(`at the last check: ${last?.evidence ?? ''}`);
  if (last?.state === 'process-error') return { name, state: 'failed', text: words, next: last.next };
  if (last?.state === 'connected') return { name, state: 'ok', text: words, next: null };
  return {
    name,
    state: 'skipped',
    text: 'A diagnosis starts no program.',
    next: found ? 'Use Check to start it once and see whether it answers.' : null,
  };
}

function addressAsCommand({ command }: StdioProbeTarget): Stage | null {
  if (!/^(https?|wss?):\/\//i.test(command)) return null;
  return {
    name: 'Address',
    state: 'failed',
    text: 'The command is a web address, which cannot be started as a program.',
    next: 'Add it as a web server (http) instead.',
  };
}

function variableStage({ env }: StdioProbeTarget, missing: readonly string[]): Stage {
  const name = 'Variables';
  if (missing.length > 0) {
    const list = missing.slice(0, 10).join(', ');
    return {
      name,
      state: 'failed',
      text: `Not set here: ${list}.`,
      next: 'Set them where the client is started. An app started from the desktop does not see the variables of a terminal.',
    };
  }
  const placeholders = Object.entries(env).flatMap(([key, value]) =>
    findPlaceholders(value).length > 0 ? [key] : [],
  );
  if (placeholders.length > 0) {
    const list = placeholders.slice(0, 10).join(', ');
    return {
      name,
      state: 'failed',
      text: `A placeholder is left in ${list}.`,
      next: 'Replace it with your own value.',
    };
  }
  const count = Object.keys(env).length;
  return {
    name,
    state: 'ok',
    text: count === 0 ? 'The entry sets none.' : `${count} set by the entry.`,
    next: null,
  };
}
