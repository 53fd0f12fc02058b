import { resolve } from 'node:path';
import type { AddTarget } from '../../shared/actions.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { CommandContext } from './context.ts';
import { usage } from './parse-args.ts';
import type { ParsedArgs, VerbSyntax } from './parse-args.ts';
import { VERBS } from './verbs.ts';

const ADD = { verb: VERBS.add, option: 'client' };

/** Whether the command line itself says where to add; that wins over what a pasted text says. */
export function hasTargetFlags(args: ParsedArgs): boolean {
  return args.values('client').length > 0 || args.value('scope') !== null;
}

/**
 * Every client named by the option, in the named scope (user unless said otherwise), in each named project. Without
 * it the only installed client is meant; with several installed the person has to choose.
 */
export function chooseTargets(
  context: CommandContext,
  snapshot: Snapshot,
  { verb, option }: { readonly verb: Pick<VerbSyntax, 'usage'>; readonly option: string } = ADD,
): Result<readonly AddTarget[]> {
  const { args } = context;
  const scope = args.value('scope') ?? 'user';
  if (!isScope(scope)) return usage(verb, `"${scope}" is not a scope; use user, local or project.`);
  const known = snapshot.clients.map((client) => client.id);
  const installed = snapshot.clients.filter((client) => client.installed).map((client) => client.id);
  const named = args.values(option).flatMap((list) => list.split(',').map((id) => id.trim()));
  const clients = named.length > 0 ? [...new Set(named)] : installed;
  if (named.length === 0 && installed.length !== 1) {
    return usage(verb, `Say for which client with --${option} (${known.join(', ')}).`);
  }
  const unknown = clients.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    return usage(verb, `"${unknown}" is not a client; there are ${known.join(', ')}.`);
  }
  const bridge = args.flag('bridge');
  const projects = scope === 'user' ? [null] : projectFolders(context);
  return ok(clients.flatMap((client) => projects.map((project) => ({ client, scope, project, bridge }))));
}

/** A target a pasted text names, tied to a project folder where its scope needs one. */
export function inProject(target: AddTarget, context: CommandContext): AddTarget {
  const bridge = target.bridge || context.args.flag('bridge');
  const needsProject = target.scope === 'local' || target.scope === 'project';
  if (!needsProject || target.project !== null) return { ...target, bridge };
  return { ...target, bridge, project: projectFolders(context)[0] ?? null };
}

/** The `--project` folders, or the folder the person stands in, as the clients' own commands have it. */
function projectFolders({ args, terminal }: CommandContext): readonly string[] {
  const named = args.values('project').map((path) => resolve(terminal.cwd, path));
  return named.length > 0 ? named : [terminal.cwd];
}

function isScope(text: string): text is 'user' | 'local' | 'project' {
  return text === 'user' || text === 'local' || text === 'project';
}
