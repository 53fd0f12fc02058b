/**
 * Claude Code (CLI, editor extensions, Code tab of the desktop app). Facts: seen with 2.1.329 on Linux, one
 * setting at a time, with `claude mcp list` and `claude mcp get`; other systems' paths from its binaries.
 */
import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
import { blockersOf, isApproved, managedFileRules, recordKey } from './claude-code-blockers.ts';
import { disablePlan, enablePlan } from './claude-code-enablement.ts';
import { hasHooksFor } from './claude-code-hooks.ts';
import {
  claudeConfigDir,
  claudeLocations,
  globalFile,
  managedServersFile,
  projectServersFile,
  usualFile,
  usualProjectKey,
} from './claude-code-locations.ts';
import { isPluginFile, pluginLocations, pluginOff, pluginServers } from './claude-code-plugins.ts';
import { CLAUDE_FIELDS, claudeServer, readClaudeServer } from './claude-code-server.ts';
import { BRACED_WITH_DEFAULT } from './variable-syntax.ts';
import { blankEntry, isAbsolutePath, isManaged, membersAt } from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type {
  ClientAdapter,
  ClientFiles,
  ConfigLocation,
  EditPlan,
  LoginCommand,
  RawEntry,
} from './types.ts';

const NAME = 'Claude Code';

/** Kept by Claude Code for itself; entries of these names are not loaded. */
const RESERVED = new Set(['workspace', 'computer-use', 'claude-in-chrome', 'remote-devices', '__proto__']);

export const claudeCode: ClientAdapter = {
  id: 'claude-code',
  name: NAME,
  mark: 'm4.2 5.2 2.9 2.8-2.9 2.8M8.6 11h3.4',
  scopes: ['user', 'local', 'project', 'managed'],
  transports: ['stdio', 'http', 'sse'],
  reload: 'Start a new Claude Code session to apply.',
  disable: 'native',
  signsIn: true,
  expandsVariables: true,
  spellVariable: BRACED_WITH_DEFAULT.spell,
  binaries: ['claude'],
  addCommand: { scope: 'local', addressNeedsTransport: true },
  // The desktop app on Windows is a claude.exe too.
  processes: [{ name: 'claude', notPath: /[\\/](?:AnthropicClaude|WindowsApps[\\/]Claude_[^\\/]*)[\\/]/i }],
  // Its manual on native Windows, and many reports; not tried here.
  startsWithoutShell: true,
  // Its /mcp lists the server as “needs authentication”, and waits.
  unsigned: ', and it does not ask by itself',
  writesFromMemory: true,
  // Its manual (“Network configuration”) and changelog; both ways seen with 2.1.329.
  trustsRoots:
    'Claude Code trusts what this computer trusts, from 2.1.101 on; an older one needs the path of the root certificate in NODE_EXTRA_CA_CERTS.',
  markers: (env) => [usualFile(env), claudeConfigDir(env)],
  locations: (env, projects) => [...claudeLocations(env, projects), ...pluginLocations(env)],
  projects: (files) =>
    (files.document(globalFile(files))?.keys(['projects']) ?? []).filter((key) =>
      isAbsolutePath(files.env, key),
    ),
  entries: (files) =>
    files.locations.flatMap((location) =>
      isPluginFile(location)
        ? pluginServers(files, location).map(({ blank, value }) => fromPlugin(files, blank, value))
        : entriesOf(files, location),
    ),
  nameProblem(name) {
    if (!/^[A-Za-z0-9_-]+$/.test(name)) {
      return 'Claude Code allows only letters, digits, “-” and “_” in names.';
    }
    // `claude mcp add constructor` claims that the name is taken: it looks names up in a plain object.
    const kept = RESERVED.has(name) || name in {};
    return kept ? `Claude Code keeps the name “${name}” for itself.` : null;
  },
  fields: () => CLAUDE_FIELDS,
  written: (_env, server) => claudeServer(server),
  add,
  remove: (_files, entry) =>
    entry.readOnly
      ? managedByOthers(entry)
      : ok({
          edits: [
            {
              path: entry.location.path,
              format: 'json',
              ops: [{ op: 'remove', path: entry.path }],
              create: false,
            },
          ],
          notes: [],
        }),
  setEnabled(files, entry, enabled) {
    if (entry.readOnly && entry.enablement !== 'native') return managedByOthers(entry);
    if (entry.location.role === 'settings' || entry.location.ignored !== null) {
      return fail('Unsupported', `Claude Code does not read ${entry.name} from ${entry.location.path}.`, {
        next: entry.ignored?.next ?? 'Add it to a place that Claude Code reads.',
      });
    }
    return enabled ? enablePlan(files, entry) : disablePlan(files, entry);
  },
  hasHooksFor,
  // 2.1.329.
  debug: () => ({
    argv: ['claude', '--debug'],
    tells: 'Claude Code starts as usual and writes what it does to ~/.claude/debug/latest.',
  }),
  signInHelp: (server) => ({
    steps: [
      `Or type “/mcp” in Claude Code, choose ${server}, then Authenticate (the only way before 2.1.186).`,
    ],
  }),
  login: (entry) => signInCommand(entry, 'login', true),
  logout: (entry) => signInCommand(entry, 'logout', false),
};

function entriesOf(files: ClientFiles, location: ConfigLocation): readonly RawEntry[] {
  const document = files.document(location.path);
  const own = membersAt(document, ['mcpServers']).map(([name, value]) =>
    toEntry(files, blankEntry(location, name, ['mcpServers', name]), value),
  );
  if (location.role === 'settings' || location.path !== globalFile(files)) return own;
  const local = (document?.keys(['projects']) ?? []).flatMap((project) =>
    membersAt(document, ['projects', project, 'mcpServers']).map(([name, value]) => {
      const blank = blankEntry(location, name, ['projects', project, 'mcpServers', name]);
      return toEntry(files, { ...blank, scope: 'local', project }, value);
    }),
  );
  return [...own, ...local];
}

function toEntry(files: ClientFiles, blank: RawEntry, value: ConfigValue): RawEntry {
  const entry: RawEntry = { ...blank, ...readClaudeServer(value) };
  const ignored = notLoaded(files, blank) ?? entry.ignored;
  if (ignored !== null && blank.location.role === 'settings') return { ...entry, ignored };
  const blockers = blockersOf(files, entry);
  const rejected = blockers.some((blocker) => blocker.rejects);
  return {
    ...entry,
    ignored,
    enabled: blockers.length === 0,
    enablement:
      !entry.readOnly && blockers.every((blocker) => blocker.undo !== null) ? 'native' : 'unsupported',
    disabledBy: blockers[0]?.where ?? null,
    approval:
      entry.scope === 'project'
        ? rejected
          ? 'rejected'
          : isApproved(files, entry)
            ? 'approved'
            : 'pending'
        : null,
  };
}

/**
 * Not the person's to change, but the lists of names that are off know its whole name (2.1.329). With the plugin
 * off, nothing here can switch it on.
 */
function fromPlugin(files: ClientFiles, blank: RawEntry, value: ConfigValue): RawEntry {
  const entry = toEntry(files, blank, value);
  const off = pluginOff(files, entry);
  return {
    ...entry,
    readOnly: true,
    approval: null,
    ...(off === null ? {} : { enabled: false, disabledBy: off, enablement: 'unsupported' }),
  };
}

/** Reasons that have nothing to do with what the entry says. */
function notLoaded(files: ClientFiles, entry: RawEntry): RawEntry['ignored'] {
  if (entry.location.role === 'settings') {
    return {
      reason: 'Claude Code does not read servers from settings files.',
      next: 'Add it to Claude Code’s user or project servers, then remove it here.',
    };
  }
  if (entry.location.ignored !== null) return entry.location.ignored;
  if (!isManaged(entry.location) && managedFileRules(files, managedServersFile(files.env))) {
    return {
      reason: `Your organisation’s ${managedServersFile(files.env)} allows only its own servers.`,
      next: 'Ask whoever manages this computer.',
    };
  }
  if (!RESERVED.has(entry.name)) return null;
  return { reason: `Claude Code keeps the name “${entry.name}” for itself.`, next: 'Give it another name.' };
}

function add(files: ClientFiles, server: NewServer, place: AddPlace): Result<EditPlan> {
  const problem = claudeCode.nameProblem(server.name);
  if (problem !== null) return fail('InvalidRequest', problem, { next: 'Choose another name.' });
  if (managedFileRules(files, managedServersFile(files.env))) {
    return fail('Unsupported', 'Your organisation lets Claude Code load only its own servers.', {
      next: 'Ask whoever manages this computer.',
    });
  }
  const target = targetOf(files, place);
  if (!target.ok) return target;
  const { path, parent } = target.value;
  const at = [...parent, server.name];
  if (files.document(path)?.get(at) !== undefined) {
    return fail('EntryExists', `Claude Code already has a server called “${server.name}” there.`);
  }
  const value = claudeServer(server);
  if (!value.ok) return value;
  const subject = { ...server, ...place };
  const off = blockersOf(files, subject)[0];
  const notes =
    off === undefined ? [] : [`Claude Code will not load “${server.name}” yet: it is off ${off.where}.`];
  if (place.scope === 'project' && !isApproved(files, subject)) {
    notes.push('Claude Code asks each person on the project to approve this server first.');
  }
  return ok({
    edits: [{ path, format: 'json', ops: [{ op: 'set', path: at, value: value.value }], create: true }],
    notes,
  });
}

function targetOf(
  files: ClientFiles,
  place: AddPlace,
): Result<{ readonly path: string; readonly parent: readonly string[] }> {
  if (place.scope === 'managed') {
    return fail('ConfigReadOnly', 'Only whoever manages this computer can add servers for everyone.');
  }
  if (place.scope === 'user') return ok({ path: globalFile(files), parent: ['mcpServers'] });
  if (place.project === null) {
    return fail('InvalidRequest', `A ${place.scope} server needs a project folder.`, {
      next: 'Choose the project.',
    });
  }
  if (place.scope === 'project') {
    return ok({ path: projectServersFile(files.env, place.project), parent: ['mcpServers'] });
  }
  const key = recordKey(files, place.project) ?? usualProjectKey(files.env, place.project);
  return ok({ path: globalFile(files), parent: ['projects', key, 'mcpServers'] });
}

function managedByOthers(entry: RawEntry): Result<EditPlan> {
  if (entry.suppliedBy !== null) {
    return fail('ConfigReadOnly', `${entry.name} comes with ${entry.suppliedBy}.`, {
      next: 'Type /plugin in Claude Code to switch that off or remove it.',
    });
  }
  return fail('ConfigReadOnly', `${entry.name} is set by your organisation in ${entry.location.path}.`, {
    next: 'Ask whoever manages this computer.',
  });
}

/**
 * `login` refuses to run without a terminal; both look names up in the folder they start in. A name that
 * begins with “-” would be read as an option.
 */
function signInCommand(
  entry: RawEntry,
  verb: 'login' | 'logout',
  needsTerminal: boolean,
): LoginCommand | null {
  const remote = entry.transport === 'http' || entry.transport === 'sse';
  const loaded = entry.ignored === null && entry.problem === null && entry.enabled;
  const waiting = entry.approval !== null && entry.approval !== 'approved';
  if (!remote || !loaded || waiting || entry.name.startsWith('-')) return null;
  return { argv: ['claude', 'mcp', verb, entry.name], needsTerminal, cwd: entry.project };
}
