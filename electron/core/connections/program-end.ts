import { isSecretName, looksSecret, maskArgs, maskUrl } from '../../../shared/redact.ts';
import type { Failure } from './classify-error.ts';
import type { ProgramEnd } from './program.ts';
import type { StdioProbeTarget } from './types.ts';
import { maskValues, quote, seconds, stripControls } from './words.ts';

const SHOWN_LINES = 3;

/** Why a program ended before it answered, with its last words. Secrets of the entry are masked in them. */
export function programFailure(end: ProgramEnd, target: StdioProbeTarget, errorOutput: string): Failure {
  if (end.kind === 'not-started') return notStarted(end.code);
  const known = bridgeExit(end.code, target);
  if (known !== null) return known;
  const how =
    end.code === null ? `was ended by the signal ${end.signal ?? '?'}` : `ended with exit code ${end.code}`;
  const words = lastWords(errorOutput, target);
  return processError(
    `the program ${how} before it answered${words === '' ? '' : ` · “${words}”`}`,
    words === ''
      ? 'Run the command in a terminal to see what it says.'
      : 'The quoted text is its last output; mend what it names, then check again.',
  );
}

/** A program that runs and says nothing, or not in time. */
export function slowFailure(errorOutput: string, target: StdioProbeTarget, timeoutMs: number): Failure {
  const downloads = /(^|[\\/])(npx|bunx|pnpm|yarn|uvx|uv|pipx|docker|podman)(\.(cmd|exe|bat|ps1))?$/i.test(
    target.command,
  );
  const words = lastWords(errorOutput, target);
  return processError(
    `the program did not answer within ${seconds(timeoutMs)}${words === '' ? '' : ` · “${words}”`}`,
    downloads
      ? 'The first start downloads it and may take a minute; check again then.'
      : 'Run the command in a terminal to see what it waits for.',
  );
}

/** The last lines of error output: bounded, one line, without colours, with the entry's secrets masked. */
function lastWords(errorOutput: string, target: StdioProbeTarget): string {
  const lines = maskSecrets(stripControls(errorOutput), target)
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return quote(lines.slice(-SHOWN_LINES).join(' ⏎ '), 300);
}

/** Secret values may come back in any wording, so they are looked for by value, not by name. */
function maskSecrets(text: string, target: StdioProbeTarget): string {
  return maskValues(text, programSecrets(target));
}

/** What an entry gives its program that nobody else may see. */
export function programSecrets({ env, args }: StdioProbeTarget): readonly string[] {
  const masked = maskArgs(args);
  return [
    ...Object.entries(env).flatMap(([name, value]) =>
      isSecretName(name) || looksSecret(value) ? [value] : [],
    ),
    ...args.filter((arg, index) => masked[index] !== arg),
  ];
}

/** Exit codes of KruxOS's mcp-bridge (its documentation: 10 = auth, 11 = network). */
function bridgeExit(code: number | null, { command, env }: StdioProbeTarget): Failure | null {
  const isBridge = /(^|[\\/])mcp-bridge(\.exe)?$/.test(command) || env['KRUXOS_ENDPOINT'] !== undefined;
  if (!isBridge) return null;
  if (code === 10) {
    return processError(
      'the agent token was rejected (exit code 10)',
      'Create a new agent token, and put it into KRUXOS_AGENT_TOKEN.',
    );
  }
  if (code !== 11) return null;
  const endpoint = env['KRUXOS_ENDPOINT'] === undefined ? '' : `: ${maskUrl(env['KRUXOS_ENDPOINT'])}`;
  return processError(
    `the gateway is not reachable (exit code 11)${endpoint}`,
    'Check that KruxOS is running (kruxos status), and that this address is right.',
  );
}

function notStarted(code: string): Failure {
  if (code === 'ENOENT') {
    return processError(
      'the program could not be started: a file it needs is missing',
      'Its first line may name an interpreter that is not installed here.',
    );
  }
  if (code === 'ENOEXEC' || code === 'UNKNOWN' || code === 'EBADARCH') {
    return processError(
      'the program could not be started: it is not made for this computer',
      'Install the version for this system, or correct the command.',
    );
  }
  if (code === 'E2BIG') {
    return processError('the arguments are too long to start the program', 'Shorten them.');
  }
  return processError(`the program could not be started (${quote(code, 40)})`, 'Correct the command.');
}

export function processError(evidence: string, next: string): Failure {
  return { state: 'process-error', evidence, next };
}
