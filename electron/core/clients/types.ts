import type { NewServer } from '../../../shared/actions.ts';
import type { ClientId, ConfigFormat, ConfigScope, Enablement, Transport } from '../../../shared/domain.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigDocument, ConfigValue, EditOp, KeyPath } from '../formats/types.ts';
import type { PlacedSetting } from './entry-settings.ts';
import type { AskSyntax, VariableSyntax } from './variable-syntax.ts';

/** Enough to tell where a program keeps its files. */
export interface FolderEnv {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly home: string;
  readonly vars: Readonly<Record<string, string | undefined>>;
}

/** The part of the host an adapter may know; pure data, so every OS can be tested on any. */
export interface PathEnv extends FolderEnv {
  /** Folder listing gathered before (MSIX package folders); adapters do no I/O. */
  readonly listing: (directory: string) => readonly string[];
}

/**
 * A folder that a client makes while it writes a file. By word: `<file>.lock`, empty or with a file in it that names
 * the owner; others wait while it is younger than ten seconds.
 */
export type ClientLock = 'folder' | 'folder-with-owner' | PlacedLock;

/** Such a folder elsewhere, with a patience of its own. */
export interface PlacedLock {
  /** Its whole path. */
  readonly folder: string;
  /**
   * `heartbeat`: two files, of which one is touched and one holds the owner's token (OpenCode). `process`: a file that
   * names a process, which has the lock for as long as it runs; filled under another name and moved into place (droid).
   * `lease`: no folder but a file that names a process and since when (mcp-remote).
   */
  readonly holds: 'nothing' | 'heartbeat' | 'process' | 'lease';
  /** A holder that gave no sign of life for this long (milliseconds) is gone; one that is no process that runs. */
  readonly staleMs: number;
}

/** A file a client reads, or that people believe it reads. */
export interface ConfigLocation {
  readonly client: ClientId;
  readonly scope: ConfigScope;
  readonly project: string | null;
  readonly path: string;
  readonly format: ConfigFormat;
  /** `settings` files only influence enablement and are listed only when they exist or have a problem. */
  readonly role: 'servers' | 'settings';
  /** Part of the ref where two files of one client share a scope (`claude-code:user/settings.json:x`). */
  readonly tag: string | null;
  /** Set when the client does not read servers from this file. */
  readonly ignored: { readonly reason: string; readonly next: string } | null;
  /** The client locks the file before it writes; so do we. */
  readonly lock?: ClientLock;
  /** The client keeps tokens of its sign-ins in this file: no copy of it is kept. */
  readonly holdsTokens?: true;
}

/** The adapter's view of what was read: parsed documents by path; absent, broken or missing files are null. */
export interface ClientFiles {
  readonly env: PathEnv;
  readonly locations: readonly ConfigLocation[];
  document(path: string): ConfigDocument | null;
}

/** An entry as the client's files have it; values are raw (not masked) and never leave the core. */
export interface RawEntry {
  readonly location: ConfigLocation;
  /** May differ from the location's: one file can hold user and local entries. */
  readonly scope: ConfigScope;
  readonly project: string | null;
  readonly name: string;
  readonly path: KeyPath;
  readonly transport: Transport;
  readonly url: string | null;
  readonly command: string | null;
  readonly args: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Variable whose value becomes the bearer token (Codex), or null. */
  readonly bearerTokenEnvVar: string | null;
  /** Headers whose values come from variables: header → variable. */
  readonly envHeaders: Readonly<Record<string, string>>;
  readonly enabled: boolean;
  readonly enablement: Enablement;
  readonly disabledBy: string | null;
  readonly approval: 'approved' | 'pending' | 'rejected' | null;
  readonly ignored: { readonly reason: string; readonly next: string } | null;
  readonly problem: string | null;
  /** Managed entries cannot be changed by the person. */
  readonly readOnly: boolean;
  /** What brought the entry along and keeps it ("the plugin x"), to end a sentence; null for the person's own. */
  readonly suppliedBy: string | null;
}

/** Edits of one file, in meaning. `create` allows writing a file that does not exist yet. */
export interface FileEdit {
  readonly path: string;
  readonly format: ConfigFormat;
  readonly ops: readonly EditOp[];
  readonly create: boolean;
}

export interface EditPlan {
  readonly edits: readonly FileEdit[];
  /** Consequences to show before applying. */
  readonly notes: readonly string[];
}

export interface SignInHelp {
  readonly steps: readonly string[];
  /** How a person signs out again inside the client, as one sentence; left out: not known. */
  readonly out?: string;
  readonly argv?: readonly string[];
}

/**
 * What brings a client, or its settings, to the front. Only what its own documentation or source says it answers to;
 * the adapter names which.
 */
export interface ClientOpening {
  /** On a button: “Open Zed’s settings”. */
  readonly label: string;
  /** An address of the client's own scheme. */
  readonly link?: string;
  /** Its own program, by the first of these names that is found, with these arguments. */
  readonly program?: { readonly names: readonly string[]; readonly args: readonly string[] };
}

export interface OpeningPlace {
  readonly platform: PathEnv['platform'];
  /** The file that a server stands in, and its line. */
  readonly file: string;
  readonly line: number | null;
}

/** A command for a terminal that makes a client tell more about its servers; seen with the version named beside it. */
export interface DebugCommand {
  readonly argv: readonly string[];
  /** Set for this command alone. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What it does, and where what it tells is found. */
  readonly tells: string;
}

export interface LoginCommand {
  readonly argv: readonly string[];
  readonly needsTerminal: boolean;
  readonly cwd: string | null;
  /** The command ends with code 0 also when it failed: only the client's own record tells. */
  readonly exitTellsNothing?: true;
}

/**
 * Where the fields of one entry stand in its stored value; paths are relative to the entry. Null: the client has
 * no such field.
 */
export interface EntryFields {
  readonly url: KeyPath | null;
  readonly command: KeyPath | null;
  readonly args: KeyPath | null;
  /** Items of the list at `args` before the first argument, where one list begins with the program. */
  readonly argsFrom: number;
  readonly env: KeyPath | null;
  readonly headers: KeyPath | null;
  /** A field for the name of the variable that holds the bearer token. */
  readonly bearerTokenEnvVar: KeyPath | null;
  /** Headers from variables, header → variable. */
  readonly envHeaders: KeyPath | null;
  readonly variables: VariableSyntax | null;
  /** A list of names of variables that a local program gets with the values the client's own environment has. */
  readonly passes?: KeyPath;
  readonly asks?: AskSyntax;
  /** Keys that say of what kind it is, what it is called, or whether it is on. */
  readonly signs: readonly string[];
  /** Where the word for its kind stands; null: the client has none. */
  readonly kind: KeyPath | null;
  /** How web addresses of each kind are written: the word (null: without one) and where the address goes. */
  readonly remoteKinds: Readonly<
    Partial<Record<'http' | 'sse', { readonly word: string | null; readonly url: KeyPath }>>
  >;
  /** Keys of the entry that go with one kind of server only, besides those of the fields above. */
  readonly only: readonly string[];
  readonly settings: readonly PlacedSetting[];
}

/** A client's own command for new servers. */
export interface AddCommand {
  /** Where it writes when the line names no scope. */
  readonly scope: ConfigScope;
  /** Without `--transport` it takes an address for a program. */
  readonly addressNeedsTransport?: true;
}

/** How a running program of a client is told from others. */
export interface ClientProcess {
  /** File name of the program, or of the script that node runs, without “.exe”. Case counts but on Windows. */
  readonly name: string;
  /** Where several programs have this name: only those whose whole path matches. */
  readonly path?: RegExp;
  /** The same, turned round. */
  readonly notPath?: RegExp;
}

/** All we know about one client, in one file: data and pure functions, no I/O. */
export interface ClientAdapter {
  readonly id: ClientId;
  readonly name: string;
  /** Our own drawing, never the vendor's logo: SVG path data, stroked on a grid of 16 by 16. */
  readonly mark: string;
  readonly scopes: readonly ConfigScope[];
  readonly transports: readonly ('stdio' | 'http' | 'sse')[];
  readonly reload: string | null;
  /** How its entries are switched off in general; each entry's own `enablement` decides. */
  readonly disable: Enablement;
  /** It has sign-in commands of its own. */
  readonly signsIn: boolean;
  /**
   * The client replaces references to variables in addresses and headers: `${VAR}` and `${VAR:-default}` (true),
   * or what a global pattern finds, the first group that matched being the name
   * and the group “fallback” its default.
   */
  readonly expandsVariables?: true | RegExp;
  /** Program names looked up on PATH and in the usual install folders; empty for apps without a CLI. */
  readonly binaries: readonly string[];
  /** It has a command `… mcp add` (or `--add-mcp`), as vendors' pages show it. */
  readonly addCommand?: AddCommand;
  /** Programs that go on with the list they read at their start; none where `reload` needs no restart. */
  readonly processes?: readonly ClientProcess[];
  /** It finds no `.cmd` scripts (npx) on Windows by itself: `cmd /c` has to stand before them. */
  readonly startsWithoutShell?: true;
  /** Running programs of it have been seen to write back what they had read before a change of others. */
  readonly writesFromMemory?: true;
  /** What to do first while it runs, for a client whose running programs are likely to do that. */
  readonly quitFirst?: string;
  /** It runs on another system than we do (WSL): its local programs cannot be started from here. */
  readonly elsewhere?: true;
  /** Reading its files may make the system ask the person (macOS, for data of other apps). */
  asksToRead?(platform: PathEnv['platform']): boolean;
  /** An app that most people start from the desktop, where the profile of a shell does not count. */
  readonly fromDesktop?: true;
  /** Any of these existing means "installed", apart from the binaries. */
  markers(env: PathEnv): readonly string[];
  locations(env: PathEnv, projects: readonly string[]): readonly ConfigLocation[];
  /** Project folders this client remembers. */
  projects(files: ClientFiles): readonly string[];
  entries(files: ClientFiles): readonly RawEntry[];
  /** Why a name is not allowed by this client, or null. */
  nameProblem(name: string): string | null;
  /** How a value refers to a variable; absent where the client replaces none. */
  spellVariable?(name: string): string;
  /** Where the fields of an entry stand, for changing them one by one; null when they cannot be. */
  fields?(entry: RawEntry, value: ConfigValue): EntryFields | null;
  /**
   * What `add` would write for a server, for an entry that looks like `like`. Errors as of `add`, but for names
   * and places.
   */
  written?(env: PathEnv, server: NewServer, bridge: boolean, like: ConfigValue): Result<ConfigValue>;
  /**
   * Where and how a new server is written. Unsupported when the client cannot load it (with what to do
   * instead), EntryExists when the name is taken in that scope.
   */
  add(
    files: ClientFiles,
    server: NewServer,
    target: { scope: ConfigScope; project: string | null; bridge: boolean },
  ): Result<EditPlan>;
  remove(files: ClientFiles, entry: RawEntry): Result<EditPlan>;
  /** `park` where the client has no switch: the engine moves the entry's bytes to our own store. */
  setEnabled(files: ClientFiles, entry: RawEntry, enabled: boolean): Result<EditPlan> | 'park';
  /**
   * How it comes to trust an organisation's own root certificate, as one or two sentences; left out: not known.
   */
  readonly trustsRoots?: string;
  /** Its settings start programs of the person's before tools of this server are used, which no other client does. */
  hasHooksFor?(files: ClientFiles, entry: RawEntry): boolean;
  /** It knows no sign-in to MCP servers at all, by itself or by a person. */
  readonly neverSignsIn?: true;
  /** Where it keeps its sign-ins, if that is known and out of our reach; ends "Auggie keeps its own". */
  readonly keepsSignIns?: string;
  /**
   * How a person signs in to a server inside the client, in its own words; beside its login command, the other
   * way. `argv` is a command for a terminal that was not seen to work unattended. Left out: nothing special known.
   */
  signInHelp?(server: string): SignInHelp;
  /** What it does by itself about a server that it is not signed in to; ends "Until then its tools are not available there". */
  readonly unsigned?: string;
  /** How it can be made to tell more; null where no command is known. */
  debug?(entry: Pick<RawEntry, 'name' | 'url'>, env: Pick<PathEnv, 'platform' | 'home'>): DebugCommand | null;
  /** What can be opened of it, for those steps; null on a system where it answers to nothing. */
  opens?(place: OpeningPlace): ClientOpening | null;
  /** The client's own sign-in commands for an entry, or null where it has none. */
  login(entry: RawEntry): LoginCommand | null;
  logout(entry: RawEntry): LoginCommand | null;
}
