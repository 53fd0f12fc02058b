import type { AddTarget, ChangeAction, NewServer, RecognisedServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { Core } from '../../core/core.ts';
import { chooseTargets, hasTargetFlags, inProject } from '../add-targets.ts';
import { runChange } from '../change.ts';
import type { Command, CommandContext } from '../context.ts';
import { asText, isPaste, serverFromArgs } from '../new-server.ts';
import { readPaste } from '../read-paste.ts';
import { recogniseReady } from '../recognise-ready.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

export const run: Command = async (context) => {
  const { args, terminal } = context;
  const word = args.value('paste') ?? args.positionals[0] ?? '';
  const pasted = isPaste(args) ? await readPaste(terminal, word) : null;
  if (pasted !== null && !pasted.ok) return pasted;
  return withCore(context, async (core) => {
    const actions =
      pasted === null ? await fromArgs(context, core) : await fromPaste(context, core, pasted.value);
    if (!actions.ok) return actions;
    return runChange(context, core, actions.value, { allOrNothing: true });
  });
};

async function fromArgs(context: CommandContext, core: Core): Promise<Result<readonly ChangeAction[]>> {
  const server = serverFromArgs(context.args);
  if (!server.ok) return server;
  const targets = chooseTargets(context, core.snapshot());
  if (!targets.ok) return targets;
  // Flags are looked over like a pasted text: placeholders and unsafe addresses are refused the same way.
  const looked = await recogniseReady(context, core, asText(server.value));
  if (!looked.ok) return looked;
  return ok([{ kind: 'add', servers: [server.value], targets: [...targets.value] }]);
}

/** Servers the text names, each to the targets it names; flags on the command line win over the text. */
async function fromPaste(
  context: CommandContext,
  core: Core,
  text: string,
): Promise<Result<readonly ChangeAction[]>> {
  const recognition = await recogniseReady(context, core, text);
  if (!recognition.ok) return recognition;
  const { servers, hints } = recognition.value;
  if (servers.length === 0) {
    return fail('InvalidRequest', 'No server is recognised in this text.', {
      next: hints[0] ?? `Usage: mcp-tray ${VERBS.add.usage}`,
    });
  }
  const named = servers.every(({ targets }) => targets.length > 0);
  if (!named || hasTargetFlags(context.args)) {
    const targets = chooseTargets(context, core.snapshot());
    if (!targets.ok) return targets;
    return ok([{ kind: 'add', servers: servers.map(({ server }) => server), targets: [...targets.value] }]);
  }
  return ok(byTargets(servers, context));
}

/** One change for all servers that go to the same targets. */
function byTargets(servers: readonly RecognisedServer[], context: CommandContext): readonly ChangeAction[] {
  const groups = new Map<string, { servers: NewServer[]; targets: AddTarget[] }>();
  for (const { server, targets } of servers) {
    const placed = targets.map((target) => inProject(target, context));
    const key = JSON.stringify(placed);
    const group = groups.get(key) ?? { servers: [], targets: placed };
    groups.set(key, group);
    group.servers.push(server);
  }
  return [...groups.values()].map((group) => ({ kind: 'add', ...group }));
}
