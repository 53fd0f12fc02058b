import { z } from 'zod';
import { SETTING_IDS } from './entry-settings.ts';
import type { ServerRef, SignInRef } from './domain.ts';
import type { AppError } from './errors.ts';

const settingValueSchema = z.union([
  z.string().max(8192),
  z.number(),
  z.array(z.string().max(1000)).max(5000),
]);

/** A server as a person wants it, before any client's spelling. Values may hold `${VAR}` references. */
export const newServerSchema = z.strictObject({
  name: z.string().min(1).max(200),
  transport: z.enum(['stdio', 'http', 'sse']),
  url: z.string().max(4096).nullable(),
  command: z.string().max(4096).nullable(),
  args: z.array(z.string().max(8192)).max(200),
  env: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()),
  /** Codex: name of the variable that holds a bearer token. */
  bearerTokenEnvVar: z.string().max(200).nullable(),
  /** What a pasted text says besides, for clients that have such a setting. Durations are milliseconds. */
  settings: z.partialRecord(z.enum(SETTING_IDS), settingValueSchema).optional(),
});
export type NewServer = z.infer<typeof newServerSchema>;

export const addTargetSchema = z.strictObject({
  client: z.string().min(1).max(64),
  scope: z.enum(['user', 'local', 'project', 'managed']),
  project: z.string().max(4096).nullable(),
  /** For a client that cannot load this transport: write a local bridge program instead. */
  bridge: z.boolean().default(false),
});
export type AddTarget = z.infer<typeof addTargetSchema>;

const refSchema = z.string().min(3).max(4096);

/** Values by name; null keeps the stored one, a name that is left out goes. */
const keptValuesSchema = z.record(z.string(), z.string().max(65_536).nullable());

/**
 * What is to be different in an entry; what is left out stays as it is. Null stands for a stored value that was
 * shown masked: it stays, without having been sent anywhere.
 */
const entryChangesSchema = z.strictObject({
  url: z.string().max(4096).optional(),
  command: z.string().max(4096).optional(),
  /** All arguments; null keeps the stored one at the same place. */
  args: z.array(z.string().max(8192).nullable()).max(200).optional(),
  env: keptValuesSchema.optional(),
  headers: keptValuesSchema.optional(),
  /** Null: no variable any more. */
  bearerTokenEnvVar: z.string().max(200).nullable().optional(),
  /** Another kind of server: what goes with the old kind only is taken out. */
  transport: z.enum(['stdio', 'http', 'sse']).optional(),
  /** A web address is written as a local bridge program, for a client that loads no addresses of its kind. */
  bridge: z.boolean().optional(),
  /** Null: not set any more. Durations are milliseconds. */
  settings: z.partialRecord(z.enum(SETTING_IDS), z.union([settingValueSchema, z.null()])).optional(),
});
export type EntryChanges = z.infer<typeof entryChangesSchema>;

export const secretFixSchema = z.strictObject({
  place: z.string().min(1).max(1000),
  way: z.enum(['ask', 'reference', 'move']),
  /** Of the variable; also where its name is fixed. */
  variable: z
    .string()
    .max(200)
    .regex(/^[A-Za-z_]\w*$/),
});

/** Everything that changes a client's file. The same value is previewed, applied and undone. */
export const changeActionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('disable'), ref: refSchema }),
  z.strictObject({ kind: z.literal('enable'), ref: refSchema }),
  /** `signOut`: let the client sign out of the server first, while it still knows it. */
  z.strictObject({ kind: z.literal('remove'), ref: refSchema, signOut: z.boolean().optional() }),
  z.strictObject({
    kind: z.literal('add'),
    servers: z.array(newServerSchema).min(1).max(50),
    targets: z.array(addTargetSchema).min(1).max(50),
  }),
  z.strictObject({ kind: z.literal('edit'), ref: refSchema, changes: entryChangesSchema }),
  z.strictObject({ kind: z.literal('rename'), ref: refSchema, name: z.string().min(1).max(200) }),
  /** Sets the stored server up elsewhere too, secrets included; they never leave the core. */
  z.strictObject({
    kind: z.literal('copy'),
    ref: refSchema,
    targets: z.array(addTargetSchema).min(1).max(50),
    /** Another name than the stored one. */
    name: z.string().min(1).max(200).optional(),
  }),
  /** Takes plain secrets out of an entry; the values never leave the core. */
  z.strictObject({
    kind: z.literal('fix'),
    ref: refSchema,
    secrets: z.array(secretFixSchema).min(1).max(100),
  }),
  /** Keeps other people of this computer out of the entry's file: its permissions change, its bytes stay. */
  z.strictObject({ kind: z.literal('protect'), ref: refSchema }),
  /** `id: null` undoes the newest change that is not undone yet. */
  z.strictObject({ kind: z.literal('undo'), id: z.string().max(64).nullable() }),
  /** Makes a change again that another program has taken back. */
  z.strictObject({ kind: z.literal('redo'), id: z.string().max(64) }),
]);
export type ChangeAction = z.infer<typeof changeActionSchema>;

/** One file's part of a change, as it would be written. */
export interface FilePreview {
  readonly path: string;
  /** Unified diff (secrets masked); empty when the file would not change. */
  readonly diff: string;
  readonly creates: boolean;
  readonly deletes: boolean;
  /** Lines before the first and after the last hunk, for "… 30 lines unchanged". */
  readonly unchangedLines: number;
}

export interface ChangePreview {
  readonly title: string;
  readonly files: readonly FilePreview[];
  /** Consequences worth knowing ("Claude Code will stop loading every server of this name."). */
  readonly notes: readonly string[];
  /** Targets that would not work, each with its reason; the rest is still previewed. */
  readonly refused: readonly {
    readonly target: AddTarget;
    readonly server: string;
    readonly error: AppError;
  }[];
  /** Hashes of what the preview was made from; `change:apply` refuses when they no longer hold. */
  readonly base: Readonly<Record<string, string | null>>;
}

export interface ChangeReceipt {
  readonly id: string;
  readonly title: string;
  readonly refs: readonly ServerRef[];
  readonly files: readonly string[];
  /** "Start a new Codex session to apply." */
  readonly notes: readonly string[];
}

/** What was thrown away of an old secret, and where it still stands, in words. */
export interface ForgetReceipt {
  readonly sentences: readonly string[];
}

/** What was understood of pasted text. */
export interface RecognisedServer {
  readonly server: NewServer;
  /** "a Claude Code command", "a web address", "JSON", "TOML". */
  readonly source: string;
  /** Targets the text itself names (`claude mcp add --scope user`). */
  readonly targets: readonly AddTarget[];
  /** Placeholders that must be replaced before saving, with the field they stand in. */
  readonly placeholders: readonly { readonly field: string; readonly text: string }[];
  /** Why it cannot be saved as it is (bad URL, token on the command line), in words. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

export interface Recognition {
  readonly servers: readonly RecognisedServer[];
  /** Things recognised that are not servers ("/plugin install …: run this inside Claude Code"). */
  readonly hints: readonly string[];
}

/** Stage-by-stage findings about one server. */
export interface DoctorReport {
  readonly ref: ServerRef;
  readonly stages: readonly {
    readonly name: string;
    readonly state: 'ok' | 'failed' | 'skipped' | 'info';
    readonly text: string;
    readonly next: string | null;
    /** A page that the stage names; https only, from outside, opened by a click alone. */
    readonly link?: string;
  }[];
  /** How the entry's client can be made to tell more, for a terminal; null where no command is known. */
  readonly debug: {
    /** In sh, or in PowerShell on Windows. */
    readonly command: string;
    /** The folder to run it in, where that matters. */
    readonly folder: string | null;
    /** What it does, and where what it tells is found. */
    readonly tells: string;
  } | null;
}

/** A client ID, secret or token in the characters RFC 6749 appendix A allows. */
export const visibleSchema = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\x20-\x7e]+$/);

/** How MCP Tray itself signs in, where an address is not enough. `sign-in:start` says what goes together. */
export const signInOptionsSchema = z.strictObject({
  /** As given by whoever runs the service; kept for it in the keychain, unless `device`. Null: forget the kept one. */
  clientId: visibleSchema(4096).nullable().optional(),
  clientSecret: visibleSchema(8192).optional(),
  /** A short code to enter in any browser (RFC 8628), instead of the browser of this computer. */
  device: z.boolean().optional(),
  /** Passed on as it is, e.g. `tenant:acme`. */
  acrValues: visibleSchema(1000).optional(),
  /** The service asks who is there, even when its cookie already says so. */
  anotherAccount: z.boolean().optional(),
});
export type SignInOptions = z.infer<typeof signInOptionsSchema>;

/** How a sign-out ended, in words; each partial failure has its own sentence. */
export interface SignOutReceipt {
  readonly sentences: readonly string[];
  readonly complete: boolean;
}

/** The same for one sign-in record, of a client or ours. */
export interface DisconnectReceipt extends SignOutReceipt {
  readonly ref: SignInRef;
}
