import type { NewServer } from '../../../shared/actions.ts';
import type { ClientAdapter, EntryFields, PathEnv, RawEntry } from '../clients/types.ts';
import { behindCmd, isLinuxHome, misreadByCmd, throughCmd } from '../clients/windows-command.ts';

interface Fitted {
  readonly server: NewServer;
  readonly notes: readonly string[];
}

/** A program as this client can start it on native Windows; `file` is where it will stand, or its folder. */
export function fitForWindows(
  adapter: Pick<ClientAdapter, 'name' | 'startsWithoutShell'>,
  env: PathEnv,
  file: string,
  server: NewServer,
): Fitted {
  const { command, args } = server;
  const wanted =
    adapter.startsWithoutShell === true && server.transport === 'stdio' && command !== null
      ? throughCmd(env, file, { command, args })
      : null;
  if (wanted === null || command === null) return { server, notes: [] };
  const odd = misreadByCmd({ command, args });
  if (odd !== null) {
    return {
      server,
      notes: [
        `${adapter.name} may not find ${command} on Windows, and an argument holds characters that “cmd /c” would misread, so it is written as it is.`,
      ],
    };
  }
  return {
    server: { ...server, command: wanted.command, args: [...wanted.args] },
    notes: [
      `${adapter.name} starts programs without a shell, so on Windows it is written as “cmd /c ${command}”, as its manual asks.`,
    ],
  };
}

/** The same for a program that comes from another place: what stood before it there is of no use elsewhere. */
export function withoutCmd(server: NewServer): NewServer {
  const plain = behindCmd(server);
  return plain === null ? server : { ...server, command: plain.command, args: [...plain.args] };
}

/** The program that an entry of a native Windows file starts by `cmd /c`; null where it is written plainly. */
export function shownProgram(
  env: Pick<PathEnv, 'platform'>,
  entry: Pick<RawEntry, 'command' | 'args' | 'location'>,
): ReturnType<typeof behindCmd> {
  return env.platform === 'win32' && !isLinuxHome(entry.location.path) ? behindCmd(entry) : null;
}

/** Where the fields of such an entry stand: the command is the third word of the command line. */
export function fieldsBehindCmd(fields: EntryFields): EntryFields {
  const { args, argsFrom } = fields;
  if (args === null) return fields;
  return { ...fields, command: [...args, argsFrom + 1], argsFrom: argsFrom + 2 };
}
