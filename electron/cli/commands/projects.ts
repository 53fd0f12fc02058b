import { resolve } from 'node:path';
import { answer } from '../answer.ts';
import type { Command } from '../context.ts';
import { usage } from '../parse-args.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

export const run: Command = async (context) => {
  const [verb, folder] = context.args.positionals;
  const isList = verb === 'list' && folder === undefined;
  const changes = (verb === 'add' || verb === 'remove') && folder !== undefined;
  if (!isList && !changes) return usage(VERBS.projects, 'Say list, or add or remove with a folder.');
  return withCore(context, async (core) => {
    if (changes) {
      const path = resolve(context.terminal.cwd, folder);
      const done = await core.handlers[verb === 'add' ? 'project:add' : 'project:remove']({ path });
      if (!done.ok) return done;
    }
    const { projects } = core.snapshot();
    return answer(context, {
      json: { projects: projects.map(({ path, source }) => ({ path, source })) },
      lines: projects.map(({ path, source }) => (source === 'added' ? `${path}  (added here)` : path)),
    });
  });
};
