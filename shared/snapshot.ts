import type {
  ClientId,
  ConfigFileState,
  ConfigFormat,
  ConfigProblem,
  ConfigScope,
  Enablement,
  ServerEntry,
  ServerRef,
  SignIn,
} from './domain.ts';
import type { AppError } from './errors.ts';
import type { SessionSignIn } from './session-sign-in.ts';
import type { SignInRound } from './sign-in-round.ts';

/** One client as shown: whether it is here, and what it can be told to do. */
export interface ClientView {
  readonly id: ClientId;
  readonly name: string;
  /** Two letters for the chip ("CC"). */
  /** SVG path data, stroked on a grid of 16 by 16. */
  readonly mark: string;
  readonly installed: boolean;
  readonly version: string | null;
  readonly scopes: readonly ConfigScope[];
  /** Transports this client loads from its file; others are offered another way. */
  readonly transports: readonly ('stdio' | 'http' | 'sse')[];
  /** What must happen before a change takes effect ("Start a new Claude Code session."), if anything. */
  readonly reload: string | null;
  /** What can be done to its entries in general; each entry's own `can` decides. */
  readonly capabilities: {
    readonly disable: Enablement;
    /** It has a sign-in command of its own. */
    readonly signIn: boolean;
    readonly edit: boolean;
  };
  /** How a value refers to a variable called NAME ("${env:NAME}"); null where the client replaces none. */
  readonly variableSyntax: string | null;
  /** An app that most people start from the desktop, where the profile of a shell does not count. */
  readonly fromDesktop?: boolean;
  /**
   * Running programs of this client that began before a change made here and so still work with the old list;
   * `since`: the first change (epoch milliseconds) that one of them has missed. Null: none, or nothing known.
   */
  readonly restart: { readonly since: number; readonly running: number } | null;
}

export interface ConfigFileView {
  readonly client: ClientId;
  readonly scope: ConfigScope;
  readonly project: string | null;
  readonly path: string;
  readonly format: ConfigFormat;
  readonly state: ConfigFileState;
  readonly problem: ConfigProblem | null;
  /** The file is shown because people expect it to count, but the client does not read servers from it. */
  readonly ignoredByClient: string | null;
}

export interface KeychainView {
  readonly state: 'ready' | 'locked' | 'unavailable' | 'unchecked';
  /** "Keychain", "Credential Manager", "Secret Service". */
  readonly name: string;
  readonly hint: string | null;
}

export interface HistoryItem {
  readonly id: string;
  readonly at: number;
  readonly kind:
    | 'add'
    | 'remove'
    | 'disable'
    | 'enable'
    | 'edit'
    | 'rename'
    | 'copy'
    | 'fix'
    | 'protect'
    | 'undo';
  /** "Disabled kfuse in Codex". */
  readonly title: string;
  readonly refs: readonly ServerRef[];
  readonly files: readonly string[];
  readonly undone: boolean;
  readonly canUndo: boolean;
  /** It took a secret out of a file, and its old text is still kept here. */
  readonly canForget: boolean;
  /** In words, when another program has taken this change back and it can be made again; else null. */
  readonly undoneBy: string | null;
}

/** Something running now, for progress and Cancel. */
export interface OperationView {
  readonly id: string;
  readonly kind: 'check' | 'sign-in' | 'sign-out' | 'tool-call';
  readonly ref: ServerRef;
  /** "Waiting for your browser…" */
  readonly phase: string;
  readonly startedAt: number;
  readonly cancellable: boolean;
  /** What the person enters in a browser, on any device, while a sign-in waits for it. */
  readonly code: SignInCode | null;
}

/** A code of the device flow (RFC 8628 section 3.2); not secret to the person. */
export interface SignInCode {
  readonly userCode: string;
  /** Checked and safe to open: https, or http on this computer for a server on this computer. */
  readonly verificationUri: string;
  /** The same page with the code filled in, where the service offers it. */
  readonly verificationUriComplete: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface ProjectView {
  readonly path: string;
  /** Remembered by a client, or added here by the person. */
  readonly source: 'client' | 'added';
}

/** How checks that run by themselves are doing. */
export interface BackgroundChecks {
  /** Why none runs now: a person paused them, the computer sleeps or is locked, or there is no network. */
  readonly pausedBy: 'person' | 'away' | 'offline' | null;
  /** When a person's pause ends by itself (epoch milliseconds); null: it does not. */
  readonly until: number | null;
  /** Just awake, or online again: what is found before this moment (epoch milliseconds) is no alarm yet. */
  readonly quietUntil: number;
}

/** Home folders inside WSL (`\\wsl.localhost\Ubuntu\home\me`) whose clients are listed too. */
export interface WslHomes {
  /** Since the start of this program. */
  readonly active: readonly string[];
  /** From the next start on. */
  readonly saved: readonly string[];
  /** A variable of the environment names them. */
  readonly fixed: boolean;
}

/** Everything shown, immutable; each change brings a whole new one with a higher revision. */
export interface Snapshot {
  readonly schema: 1;
  readonly revision: number;
  readonly takenAt: number;
  /** True until the first full read is done. */
  readonly loading: boolean;
  readonly host: {
    readonly kind: 'desktop' | 'browser' | 'cli';
    readonly platform: string;
    readonly version: string;
    readonly home: string;
    /** Our own folder: history, backups, parked entries. */
    readonly stateDir: string;
    /** Null but on Windows. */
    readonly wslHomes: WslHomes | null;
  };
  readonly clients: readonly ClientView[];
  readonly files: readonly ConfigFileView[];
  readonly entries: readonly ServerEntry[];
  readonly signIns: readonly SignIn[];
  /** Clients whose sign-ins are seen only after a click, because looking may raise the system's dialog. */
  readonly closedStores: readonly { readonly owner: ClientId; readonly place: string }[];
  readonly projects: readonly ProjectView[];
  readonly keychain: KeychainView;
  /** Null where nothing runs in the background (one-shot commands). */
  readonly background: BackgroundChecks | null;
  readonly history: readonly HistoryItem[];
  readonly operations: readonly OperationView[];
  /** The last "sign in everywhere", as far as it got; null when there was none since the start. */
  readonly signInRound: SignInRound | null;
  /** Sessions held for sign-ins inside servers, the ended ones until they are put away. */
  readonly sessionSignIns: readonly SessionSignIn[];
  /** What was found damaged in our own folder, in words; it is left out, and kept under another name. */
  readonly ownProblems: readonly string[];
  /** Last failure of a background action, keyed by entry, until the next attempt. */
  readonly failures: readonly { readonly ref: ServerRef; readonly at: number; readonly error: AppError }[];
}
