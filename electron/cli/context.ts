import type { AppError, Result } from '../../shared/errors.ts';
import type { Core } from '../core/core.ts';
import type { HostEnv } from '../core/host-env.ts';
import type { Ports } from '../core/ports.ts';
import type { ParsedArgs } from './parse-args.ts';
import type { Terminal } from './terminal.ts';

/** A failure as the command line tells it: `candidates` are the references a bare name could have meant. */
export interface CommandError extends AppError {
  readonly candidates?: readonly string[];
}

/** The exit code of a command that ran, or why it could not. */
export type CommandResult =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly error: CommandError };

/** Everything a command may use; nothing global. */
export interface CommandContext {
  readonly args: ParsedArgs;
  readonly env: HostEnv;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Aborted when the person interrupts, or whoever reads our output has gone. */
  readonly signal: AbortSignal;
  /** Folder of the built window. */
  readonly rendererDir: string;
  isFolder(path: string): Promise<boolean>;
  /** Builds the core; loading or starting it is up to the command. */
  createCore(ports: Ports, options: { projects: readonly string[] }): Promise<Core>;
}

export type Command = (context: CommandContext) => Promise<CommandResult>;

/** A value of a handler's result, or its failure passed on: `if (!x.ok) return x`. */
export type Failure = Extract<Result<never>, { ok: false }>;
