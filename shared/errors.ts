/**
 * The closed set of expected failures. They travel as values (`Result`), never as exceptions; a thrown
 * error is a bug. Each code has one plain sentence and one next step, kept here so that the window, the
 * command line and notifications say the same thing.
 */
export type AppErrorCode =
  // config
  | 'ConfigUnreadable'
  | 'ConfigInvalid'
  | 'ConfigConflict'
  | 'ConfigReadOnly'
  | 'ConfigTooComplex'
  | 'DiskFull'
  | 'EntryNotFound'
  | 'EntryExists'
  | 'EntryAmbiguous'
  | 'Unsupported'
  | 'EditVerificationFailed'
  | 'UndoStale'
  | 'Placeholder'
  // connection
  | 'Unreachable'
  | 'Timeout'
  | 'TlsFailure'
  | 'NotMcp'
  | 'HttpError'
  | 'CommandNotFound'
  | 'ProcessExited'
  // auth
  | 'AuthRequired'
  | 'AuthCancelled'
  | 'AuthTimeout'
  | 'AuthDenied'
  | 'InvalidGrant'
  | 'RegistrationRejected'
  | 'RegistrationUnavailable'
  | 'DiscoveryFailed'
  | 'IssuerMismatch'
  | 'StateMismatch'
  | 'PkceUnsupported'
  | 'InsecureEndpoint'
  | 'InsufficientScope'
  | 'WrongAudience'
  | 'SignInFailed'
  // secrets
  | 'KeychainUnavailable'
  | 'KeychainLocked'
  | 'KeychainDenied'
  // boundary
  | 'Cancelled'
  | 'ConfirmationNeeded'
  | 'InvalidRequest'
  | 'UntrustedSender'
  | 'NotInstalled'
  | 'Internal';

/** What a person needs to read: what happened, and what to do next. */
export interface ErrorCopy {
  readonly title: string;
  /** One plain sentence used when the failure brings no sentence of its own. */
  readonly sentence: string;
  readonly next: string;
}

/**
 * `message` names the thing it happened to ("~/.codex/config.toml: …"). `detail` holds text that came from
 * outside (a server, a parser, the OS), already redacted and shown only as a small quotation.
 */
export interface AppError {
  readonly code: AppErrorCode;
  readonly message: string;
  readonly next: string;
  readonly detail?: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AppError };

export const ERROR_COPY = {
  ConfigUnreadable: {
    title: 'File cannot be read',
    sentence: 'The file cannot be read.',
    next: 'Check that the file exists and that you may read it.',
  },
  ConfigInvalid: {
    title: 'File has a mistake',
    sentence: 'The file cannot be understood.',
    next: 'Correct the marked line; nothing is written until then.',
  },
  ConfigConflict: {
    title: 'File changed meanwhile',
    sentence: 'Another program changed the file after you looked at it.',
    next: 'Look at the new state and try again.',
  },
  ConfigReadOnly: {
    title: 'File cannot be written',
    sentence: 'You may not write to this file.',
    next: 'Change its permissions, or ask whoever manages this computer.',
  },
  ConfigTooComplex: {
    title: 'Too unusual to edit safely',
    sentence: 'The file is written in a way that cannot be edited without risk.',
    next: 'Change this entry by hand.',
  },
  DiskFull: {
    title: 'Disk is full',
    sentence: 'There is no space left to write the file.',
    next: 'Free some space and try again; the file is unchanged.',
  },
  EntryNotFound: {
    title: 'Server not found',
    sentence: 'There is no such server.',
    next: 'Run "mcp-tray list" to see all servers.',
  },
  EntryExists: {
    title: 'Name is taken',
    sentence: 'A server with this name is already there.',
    next: 'Choose another name, or remove the existing one first.',
  },
  EntryAmbiguous: {
    title: 'Several servers match',
    sentence: 'Several servers have this name.',
    next: 'Use the full reference of the one you mean.',
  },
  Unsupported: {
    title: 'Not possible here',
    sentence: 'This client cannot do that.',
    next: 'See the details of the server for what is possible.',
  },
  EditVerificationFailed: {
    title: 'Change refused',
    sentence: 'The result of the change could not be verified, so nothing was written.',
    next: 'Change this entry by hand, and report the file’s shape if you can.',
  },
  UndoStale: {
    title: 'Cannot undo',
    sentence: 'This entry was changed again since.',
    next: 'Undo the later change first, or edit the entry.',
  },
  Placeholder: {
    title: 'Placeholder left',
    sentence: 'A placeholder still stands where a real value belongs.',
    next: 'Replace it with your own value.',
  },
  Unreachable: {
    title: 'Unreachable',
    sentence: 'The server does not answer.',
    next: 'Check the address and your network, then check again.',
  },
  Timeout: {
    title: 'No answer in time',
    sentence: 'The server did not answer in time.',
    next: 'Check again in a moment.',
  },
  TlsFailure: {
    title: 'Certificate problem',
    sentence: 'The server’s certificate is not accepted.',
    next: 'Ask whoever runs the server to mend its certificate.',
  },
  NotMcp: {
    title: 'Not an MCP server',
    sentence: 'Something answers at this address, but not an MCP server.',
    next: 'Check the address; many servers end in /mcp.',
  },
  HttpError: {
    title: 'Server reports an error',
    sentence: 'The server answered with an error.',
    next: 'Try again later, or ask whoever runs the server.',
  },
  CommandNotFound: {
    title: 'Command not found',
    sentence: 'The program of this server is not installed.',
    next: 'Install it, or correct the command.',
  },
  ProcessExited: {
    title: 'Program ended',
    sentence: 'The program of this server ended before it answered.',
    next: 'Look at its last output below.',
  },
  AuthRequired: {
    title: 'Sign-in needed',
    sentence: 'The server wants you to sign in.',
    next: 'Sign in.',
  },
  AuthCancelled: {
    title: 'Sign-in cancelled',
    sentence: 'The sign-in was cancelled.',
    next: 'Start it again when you are ready.',
  },
  AuthTimeout: {
    title: 'Sign-in timed out',
    sentence: 'The browser did not come back in time.',
    next: 'Start the sign-in again.',
  },
  AuthDenied: {
    title: 'Sign-in declined',
    sentence: 'You, or a policy, declined the sign-in.',
    next: 'Sign in again with an account that may use this server.',
  },
  InvalidGrant: {
    title: 'Sign-in ended',
    sentence: 'The service no longer accepts the stored sign-in.',
    next: 'Sign in again.',
  },
  RegistrationRejected: {
    title: 'App not accepted',
    sentence: 'The sign-in service does not let this app register itself.',
    next: 'Ask its administrator to allow it, or for a client ID to sign in with (command line: login … --client-id ID).',
  },
  RegistrationUnavailable: {
    title: 'Client ID needed',
    sentence: 'The sign-in service wants a fixed client ID.',
    next: 'Ask whoever runs the server for a client ID, then sign in with it (command line: login … --client-id ID).',
  },
  DiscoveryFailed: {
    title: 'No sign-in found',
    sentence: 'The server asks for a sign-in but does not say where.',
    next: 'Ask whoever runs the server to publish its sign-in metadata.',
  },
  IssuerMismatch: {
    title: 'Sign-in stopped',
    sentence: 'The sign-in service gives itself another name than the server does; stopped for your safety.',
    next: 'Ask whoever runs the server to correct its metadata.',
  },
  StateMismatch: {
    title: 'Sign-in stopped',
    sentence: 'The answer does not belong to the sign-in you started; stopped for your safety.',
    next: 'Start the sign-in again.',
  },
  PkceUnsupported: {
    title: 'Sign-in is not safe',
    sentence: 'The sign-in service lacks a protection that MCP requires (PKCE S256).',
    next: 'Ask whoever runs it to enable PKCE with S256.',
  },
  InsecureEndpoint: {
    title: 'Address is not safe',
    sentence: 'The sign-in service uses an unencrypted address.',
    next: 'Ask whoever runs it to use https.',
  },
  InsufficientScope: {
    title: 'More access needed',
    sentence: 'You are signed in, but without a permission the server wants.',
    next: 'Sign in again to grant it.',
  },
  WrongAudience: {
    title: 'Sign-in is for another server',
    sentence: 'The server says the token was issued for somebody else.',
    next: 'Sign in again; if that does not help, the server’s settings are wrong.',
  },
  SignInFailed: {
    title: 'Sign-in failed',
    sentence: 'The sign-in did not work.',
    next: 'Try again; the detail below may help whoever runs the server.',
  },
  KeychainUnavailable: {
    title: 'No keychain',
    sentence: 'This computer offers no keychain, so nothing is stored.',
    next: 'Start a keychain service (such as GNOME Keyring), then try again.',
  },
  KeychainLocked: {
    title: 'Keychain is locked',
    sentence: 'Your keychain is locked.',
    next: 'Unlock it, then try again.',
  },
  KeychainDenied: {
    title: 'Keychain refused',
    sentence: 'Your keychain refused access.',
    next: 'Allow MCP Tray in your keychain’s settings.',
  },
  Cancelled: {
    title: 'Cancelled',
    sentence: 'It was cancelled.',
    next: 'Start it again when you are ready.',
  },
  ConfirmationNeeded: {
    title: 'Confirmation needed',
    sentence: 'This may take something away for good.',
    next: 'Confirm it; on the command line with --yes.',
  },
  InvalidRequest: {
    title: 'Request not understood',
    sentence: 'That request is not valid.',
    next: 'Reload the window and try again.',
  },
  UntrustedSender: {
    title: 'Request refused',
    sentence: 'A request came from somewhere it must not come from.',
    next: 'Restart MCP Tray.',
  },
  NotInstalled: {
    title: 'Program not installed',
    sentence: 'The program needed for this is not installed.',
    next: 'Install it, then try again.',
  },
  Internal: {
    title: 'Something is wrong in MCP Tray',
    sentence: 'MCP Tray made a mistake; nothing was written.',
    next: 'Try again, and please report it.',
  },
} satisfies Record<AppErrorCode, ErrorCopy>;

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Builds a failure; sentence and next step come from the copy table unless the caller knows better ones. */
export function fail(
  code: AppErrorCode,
  message: string = ERROR_COPY[code].sentence,
  extra: { next?: string; detail?: string } = {},
): { readonly ok: false; readonly error: AppError } {
  const error = { code, message, next: extra.next ?? ERROR_COPY[code].next };
  return { ok: false, error: extra.detail === undefined ? error : { ...error, detail: extra.detail } };
}
