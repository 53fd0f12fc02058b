import { z } from 'zod';
import { changeActionSchema, secretFixSchema, signInOptionsSchema, visibleSchema } from './actions.ts';
import type {
  ChangePreview,
  ChangeReceipt,
  DisconnectReceipt,
  DoctorReport,
  ForgetReceipt,
  Recognition,
  SignOutReceipt,
} from './actions.ts';
import type { Result } from './errors.ts';
import type { SessionSignIn } from './session-sign-in.ts';
import type { SignInGuide, SignInRound } from './sign-in-round.ts';
import type { Snapshot } from './snapshot.ts';
import type { ToolOutcome, ToolsAnswer } from './tools.ts';

/**
 * The whole contract between the window and the core, for both hosts. The desktop preload and the browser
 * host's WebSocket client are built from this map, and a handler map that misses a channel does not compile.
 * Inputs are validated on the trusted side; outputs are typed only (they are ours).
 */
const ref = z.string().min(3).max(4096);

function channel<Output>() {
  return <Input extends z.ZodType>(input: Input) => ({ input, output: undefined as unknown as Output });
}

export const CHANNELS = {
  'snapshot:get': channel<Result<Snapshot>>()(z.null()),
  'change:preview': channel<Result<ChangePreview>>()(z.strictObject({ action: changeActionSchema })),
  'change:apply': channel<Result<ChangeReceipt>>()(
    z.strictObject({
      action: changeActionSchema,
      base: z.record(z.string(), z.string().nullable()).nullable(),
    }),
  ),
  /** Throws away the old text of a change that took secrets out of a file, wherever it is kept here. */
  'history:forget': channel<Result<ForgetReceipt>>()(z.strictObject({ id: z.string().min(1).max(64) })),
  /**
   * Puts the value of a plain secret on the clipboard of this computer, as the fix would have it set, for a minute.
   * The window never gets it. Unsupported where the host has no clipboard.
   */
  'secret:copy': channel<Result<null>>()(secretFixSchema.extend({ ref })),
  'paste:recognise': channel<Result<Recognition>>()(z.strictObject({ text: z.string().max(200_000) })),
  /** `startPrograms` is the explicit click that allows stdio commands to run. Resolves when all are done. */
  'server:check': channel<Result<null>>()(
    z.strictObject({ refs: z.array(ref).min(1).max(1000), startPrograms: z.boolean() }),
  ),
  /** Background checks rest until then (epoch milliseconds), or until they are told to go on; null: go on now. */
  'checks:pause': channel<Result<null>>()(
    z.strictObject({ until: z.union([z.number().int().positive(), z.literal('resumed')]).nullable() }),
  ),
  /** `accessToken` is tried for this one diagnosis and kept nowhere. */
  'server:doctor': channel<Result<DoctorReport>>()(
    z.strictObject({ ref, accessToken: visibleSchema(16_384).optional() }),
  ),
  /** Connects and lists; calls nothing. ConfirmationNeeded for a program without `startPrograms`. */
  'server:tools': channel<Result<ToolsAnswer>>()(z.strictObject({ ref, startPrograms: z.boolean() })),
  /**
   * Calls one tool, by hand only, with exactly these arguments. Resolves with what it said; progress is in
   * `snapshot.operations`. ConfirmationNeeded when it may take something away and `confirmed` is false.
   */
  'server:call-tool': channel<Result<ToolOutcome>>()(
    z.strictObject({
      ref,
      tool: z.string().min(1).max(256),
      arguments: z.record(z.string(), z.unknown()),
      startPrograms: z.boolean(),
      confirmed: z.boolean(),
    }),
  ),
  'server:cancel-call': channel<Result<null>>()(z.strictObject({ ref })),
  /** The entry's stored text, secrets masked, plus a path and line to show. */
  'server:text': channel<Result<{ text: string; path: string; line: number | null }>>()(
    z.strictObject({ ref }),
  ),
  /**
   * Resolves when the sign-in has ended; progress is in `snapshot.operations`. `options` are for `own` only;
   * InvalidRequest, before anything is done, where they do not go together.
   */
  'sign-in:start': channel<Result<null>>()(
    z.strictObject({ ref, via: z.enum(['client', 'own']), options: signInOptionsSchema.optional() }),
  ),
  /** Windows: the home folders inside WSL whose clients are listed, from the next start on. InvalidRequest for others. */
  'wsl:set': channel<Result<null>>()(z.strictObject({ homes: z.array(z.string().min(1).max(1024)).max(20) })),
  /** Reads the files of a client that are `unread`, now and from now on. */
  'client:look': channel<Result<null>>()(z.strictObject({ client: z.string().min(1).max(64) })),
  /**
   * Looks at sign-ins that a client keeps behind the system's dialog, or at the one with this key alone; ids are those
   * of `closedStores`.
   */
  'sign-in:look': channel<Result<null>>()(
    z.strictObject({ owner: z.string().min(1).max(64), key: z.string().min(1).max(4096).optional() }),
  ),
  /** How a person signs in with the entry's client by hand. */
  'sign-in:guide': channel<Result<SignInGuide>>()(z.strictObject({ ref })),
  /** Opens the entry's client, or its settings, as its guide offers. Unsupported where nothing can be opened. */
  'client:open': channel<Result<null>>()(z.strictObject({ ref })),
  /** Plans signing in to the server of this entry wherever it is set up; starts nothing. */
  'sign-in-round:open': channel<Result<SignInRound>>()(z.strictObject({ ref })),
  /** The click that opens browsers, one after the other. Resolves when nothing is left but for the person. */
  'sign-in-round:start': channel<Result<null>>()(z.null()),
  /** `confirm`: the person has signed in inside the client. Ids are those of `snapshot.signInRound`. */
  'sign-in-round:step': channel<Result<null>>()(
    z.strictObject({ id: ref, what: z.enum(['retry', 'skip', 'confirm']) }),
  ),
  'sign-in-round:stop': channel<Result<null>>()(z.null()),
  /** What is left of a round is not offered any more. InvalidRequest while a sign-in of it is under way. */
  'sign-in-round:forget': channel<Result<null>>()(z.null()),
  /**
   * Opens a session with a server that signs people in by tools of its own, and asks it for a code. The session stays,
   * in `snapshot.sessionSignIns`, until it is ended or nobody has asked for three minutes; one that was open is ended
   * first. ConfirmationNeeded for a program without `startPrograms`.
   */
  'session-sign-in:start': channel<Result<SessionSignIn>>()(
    z.strictObject({
      ref,
      tenantId: z.string().trim().min(1).max(200).nullable(),
      startPrograms: z.boolean(),
    }),
  ),
  /** Asks that server whether the person has signed in; it is asked at most every five seconds. */
  'session-sign-in:check': channel<Result<SessionSignIn>>()(z.strictObject({ ref })),
  'session-sign-in:end': channel<Result<null>>()(z.strictObject({ ref })),
  /** Opens the page of the code that is shown for this entry, in the system's browser. */
  'sign-in:open-page': channel<Result<null>>()(z.strictObject({ ref })),
  'sign-in:cancel': channel<Result<null>>()(z.strictObject({ ref })),
  'sign-in:end': channel<Result<SignOutReceipt>>()(z.strictObject({ ref, via: z.enum(['client', 'own']) })),
  /** Ends token records, of any owner, for good: at their issuer and where they are kept. */
  'sign-in:disconnect': channel<Result<{ receipts: readonly DisconnectReceipt[] }>>()(
    z.strictObject({ refs: z.array(ref).min(1).max(1000) }),
  ),
  /** Asks the keychain again after it was locked or missing; what is found is in `snapshot.keychain`. */
  'keychain:check': channel<Result<null>>()(z.null()),
  'project:add': channel<Result<null>>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  'project:remove': channel<Result<null>>()(z.strictObject({ path: z.string().min(1).max(4096) })),
  /** Desktop: asks for a folder with the system's dialog. Browser host: answers Unsupported. */
  'project:choose': channel<Result<string | null>>()(z.null()),
  /** Shows a file in the file manager: that of an entry, or one of `snapshot.files` by its path. */
  'file:reveal': channel<Result<null>>()(
    z.union([z.strictObject({ ref }), z.strictObject({ path: z.string().min(1).max(4096) })]),
  ),
} as const;

export type Channel = keyof typeof CHANNELS;
export type ChannelInput<C extends Channel> = z.infer<(typeof CHANNELS)[C]['input']>;
export type ChannelOutput<C extends Channel> = (typeof CHANNELS)[C]['output'];

/** One handler per channel; hosts register exactly this. */
export type Handlers = { readonly [C in Channel]: (input: ChannelInput<C>) => Promise<ChannelOutput<C>> };

export const CHANNEL_NAMES = Object.keys(CHANNELS) as readonly Channel[];

/** Events pushed to the window. */
export interface Events {
  'snapshot:changed': Snapshot;
  /** The host asks the window to show something: a server or the sign-ins from the tray menu, or the add dialog. */
  'view:show': {
    readonly view: 'servers' | 'add' | 'sign-ins' | 'clients' | 'activity' | 'settings';
    readonly ref: string | null;
  };
}
export type EventName = keyof Events;
export const EVENT_NAMES = ['snapshot:changed', 'view:show'] as const satisfies readonly EventName[];

/** What the renderer sees as `window.mcpTray`, whichever host it runs in. */
export interface Bridge {
  readonly host: 'desktop' | 'browser';
  call<C extends Channel>(channel: C, input: ChannelInput<C>): Promise<ChannelOutput<C>>;
  /** Returns the function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
}
