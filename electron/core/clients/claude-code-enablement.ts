import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue, EditOp, KeyPath } from '../formats/types.ts';
import { blockersOf, recordKey } from './claude-code-blockers.ts';
import { globalFile, localSettingsFile, userSettingsFile, usualProjectKey } from './claude-code-locations.ts';
import { isList, NOTHING_TO_DO, shownPath } from './shared-parts.ts';
import type { ClientFiles, EditPlan, FileEdit, RawEntry } from './types.ts';

/**
 * Claude Code has no switch on the entry itself. By scope (each seen to work with `claude mcp get`, 2.1.329):
 * user → `deniedMcpServers` of the person's settings, the only place that counts in all projects;
 * local → `disabledMcpServers` of the project's record, as `/mcp disable` writes it;
 * project → `disabledMcpjsonServers` of the project's private settings, as a rejected approval is kept there:
 * it counts also while the entry still waits for approval, where `disabledMcpServers` does not show.
 */
export function disablePlan(files: ClientFiles, entry: RawEntry): Result<EditPlan> {
  if (!entry.enabled) return ok(NOTHING_TO_DO);
  const { env } = files;
  if (entry.scope === 'user' || entry.project === null) {
    const note = `Claude Code will stop loading every server called “${entry.name}”, in all projects.`;
    return append(files, userSettingsFile(env), ['deniedMcpServers'], { serverName: entry.name }, [note]);
  }
  // A plugin's server has no place in the lists of `.mcp.json`.
  if (entry.scope === 'local' || entry.suppliedBy !== null) {
    const key = recordKey(files, entry.project) ?? usualProjectKey(env, entry.project);
    return append(files, globalFile(files), ['projects', key, 'disabledMcpServers'], entry.name, []);
  }
  const path = localSettingsFile(env, entry.project);
  const note = `Off for you only, in this project: Claude Code shows it as rejected. Written to ${shownPath(env, path)}.`;
  return append(files, path, ['disabledMcpjsonServers'], entry.name, [note]);
}

function append(
  files: ClientFiles,
  path: string,
  list: KeyPath,
  value: ConfigValue,
  notes: readonly string[],
): Result<EditPlan> {
  const present = files.document(path)?.get(list);
  if (present !== undefined && !isList(present)) {
    return fail(
      'ConfigTooComplex',
      `“${String(list.at(-1))}” in ${shownPath(files.env, path)} is not a list.`,
    );
  }
  return ok({ edits: [edit(path, [{ op: 'append', path: list, value }], true)], notes });
}

/** Takes away everything that keeps the entry off. Unsupported when one of them is not the person's to change. */
export function enablePlan(files: ClientFiles, entry: RawEntry): Result<EditPlan> {
  const blockers = blockersOf(files, entry);
  const fixed = blockers.find((blocker) => blocker.undo === null);
  if (fixed !== undefined) {
    return fail('Unsupported', fixed.why, { next: 'Change it there, or ask whoever keeps that file.' });
  }
  const items = blockers.flatMap((blocker) => (blocker.undo === null ? [] : [blocker.undo]));
  const paths = [...new Set(items.map((item) => item.path))];
  const edits = paths.map((path) => {
    const inFile = items.filter((item) => item.path === path).map((item) => item.item);
    return edit(
      path,
      inFile.toSorted(lastFirst).map((item) => ({ op: 'remove', path: item })),
      false,
    );
  });
  const everywhere = items.some((item) => item.item[0] === 'deniedMcpServers');
  const notes = everywhere ? [`Claude Code will load every server called “${entry.name}” again.`] : [];
  return ok({ edits, notes });
}

/** Later items of a list go first, so that the places of the others hold. */
function lastFirst(first: KeyPath, second: KeyPath): number {
  return Number(second.at(-1)) - Number(first.at(-1));
}

function edit(path: string, ops: readonly EditOp[], create: boolean): FileEdit {
  return { path, format: 'json', ops, create };
}
