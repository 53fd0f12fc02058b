import { fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { redactText } from '../../../shared/redact.ts';

export type KeychainPlatform = 'linux' | 'darwin' | 'win32';

export const KEYCHAIN_NAME: Record<KeychainPlatform, string> = {
  linux: 'Secret Service keyring',
  darwin: 'Keychain',
  win32: 'Credential Manager',
};

const NEXT = {
  KeychainLocked: {
    linux: 'Unlock your login keyring (for example in "Passwords and Keys"), then try again.',
    darwin: 'Unlock your login keychain in Keychain Access, then try again.',
    win32: 'Sign in to Windows again, then try again.',
  },
  KeychainDenied: {
    linux: 'Allow MCP Tray when your keyring asks, then try again.',
    darwin: 'Choose "Always Allow" when macOS asks about MCP Tray, then try again.',
    win32: 'Ask whoever manages this computer to allow Credential Manager.',
  },
  KeychainUnavailable: {
    linux: 'Start a keyring service such as GNOME Keyring or KWallet in this session, then try again.',
    darwin: 'Check that your login keychain exists in Keychain Access, then try again.',
    win32: 'Check that the "Credential Manager" service is running, then try again.',
  },
} as const;

/** Linux: measured with gnome-keyring 42 and @napi-rs/keyring 2.1.2. macOS: Security framework's own words. */
const LOCKED =
  /IsLocked|\blocked\b|prompt was dismissed|prompt dismissed|no result found|object does not exist|user interaction is not allowed|-25308/i;
/** libdbus, after two seconds: the service is busy, or on its way up again. Its text also says "blocked". */
const SILENT = /did not receive a reply/i;
/** On macOS the text stands without its number; the one about a passphrase (-25293) comes after “Deny”, too. */
const DENIED =
  /access ?denied|not authorized|-128\b|-25293|user canceled|authorization|passphrase you entered is not correct/i;
const NO_BUS = /dbus|d-bus|zbus|socket|serviceunknown|not provided by any/i;

/** Turns what the native module threw into one of our three keychain errors. */
export function keychainError(platform: KeychainPlatform, thrown: unknown): AppError {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const name = KEYCHAIN_NAME[platform];
  const detail = redactText(text).slice(0, 300);
  if (SILENT.test(text)) {
    const message = `Your ${name} does not answer in time.`;
    const next = 'It may be busy: try again in a moment.';
    return fail('KeychainUnavailable', message, { next, detail }).error;
  }
  if (LOCKED.test(text)) return locked(platform, detail);
  if (DENIED.test(text)) {
    return fail('KeychainDenied', `Your ${name} refused access.`, {
      next: NEXT.KeychainDenied[platform],
      detail,
    }).error;
  }
  const sentence =
    platform === 'linux' && NO_BUS.test(text)
      ? 'No keyring service answers in this session.'
      : `Your ${name} cannot be used.`;
  return fail('KeychainUnavailable', sentence, { next: NEXT.KeychainUnavailable[platform], detail }).error;
}

export function locked(platform: KeychainPlatform, detail: string): AppError {
  const message = `Your ${KEYCHAIN_NAME[platform]} is locked.`;
  return fail('KeychainLocked', message, { next: NEXT.KeychainLocked[platform], detail }).error;
}

export function moduleMissing(platform: KeychainPlatform, thrown: unknown): AppError {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return fail('KeychainUnavailable', 'The part of MCP Tray that talks to your keychain cannot be loaded.', {
    next: `Install MCP Tray again for this kind of computer (${platform}).`,
    detail: redactText(text).slice(0, 300),
  }).error;
}
