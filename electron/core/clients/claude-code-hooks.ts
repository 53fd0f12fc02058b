import type { ConfigValue } from '../formats/types.ts';
import { isRecord } from './shared-parts.ts';
import type { ClientFiles, RawEntry } from './types.ts';

/**
 * Whether Claude Code's settings start a program of the person's before tools of this server (`hooks.PreToolUse`), or
 * one that goes with it, as vendors set them up beside their server (KruxOS' cli-hook). Other hooks are left alone.
 */
export function hasHooksFor(files: ClientFiles, entry: RawEntry): boolean {
  return files.locations
    .filter(({ role, project }) => role === 'settings' && (project === null || project === entry.project))
    .flatMap(({ path }) => groupsOf(files.document(path)?.get(['hooks', 'PreToolUse'])))
    .some((group) => isAbout(group, entry));
}

function groupsOf(value: ConfigValue | undefined): readonly Readonly<Record<string, ConfigValue>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isAbout(group: Readonly<Record<string, ConfigValue>>, { name }: RawEntry): boolean {
  const matcher = group['matcher'];
  if (typeof matcher === 'string' && matcher.includes(`mcp__${name}__`)) return true;
  return groupsOf(group['hooks']).some(
    ({ command }) => typeof command === 'string' && wordsOf(command).includes(name.toLowerCase()),
  );
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^a-z0-9_-]+/);
}
