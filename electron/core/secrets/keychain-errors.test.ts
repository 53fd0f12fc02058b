import { describe, expect, it } from 'vitest';
import { keychainError } from './keychain-errors.ts';

describe('what the keychain module throws', () => {
  it.each([
    [
      'linux',
      "Couldn't access platform storage: Secret Service: unlock prompt was dismissed",
      'KeychainLocked',
    ],
    [
      'linux',
      'zbus error: org.freedesktop.Secret.Error.IsLocked: Cannot get secret of a locked object',
      'KeychainLocked',
    ],
    ['linux', 'Secret Service: no result found', 'KeychainLocked'],
    [
      'linux',
      'Platform failure: DBus error: The name org.freedesktop.secrets was not provided by any .service files',
      'KeychainUnavailable',
    ],
    [
      'linux',
      'Platform failure: DBus error: Failed to connect to socket /run/user/1/bus: No such file',
      'KeychainUnavailable',
    ],
    [
      'linux',
      'DBus error: Did not receive a reply. Possible causes include: the remote application did not send a reply, the message bus security policy blocked the reply, the reply timeout expired, or the network connection was broken.',
      'KeychainUnavailable',
    ],
    ['linux', "Couldn't access platform storage: AccessDenied", 'KeychainDenied'],
    ['darwin', 'Platform secure storage failure: User interaction is not allowed.', 'KeychainLocked'],
    ['darwin', 'Platform secure storage failure: User canceled the operation.', 'KeychainDenied'],
    [
      'darwin',
      'Platform secure storage failure: The user name or passphrase you entered is not correct.',
      'KeychainDenied',
    ],
    ['win32', 'Windows ERROR_NO_SUCH_LOGON_SESSION', 'KeychainUnavailable'],
  ] as const)('on %s, %j becomes %s', (platform, text, code) => {
    const error = keychainError(platform, new Error(text));
    expect(error.code).toBe(code);
    expect(error.next).not.toBe('');
  });

  it('does not call a busy keyring locked', () => {
    const error = keychainError('linux', new Error('Did not receive a reply. … policy blocked the reply, …'));
    expect(error.message).toBe('Your Secret Service keyring does not answer in time.');
    expect(error.next).toContain('Try again'.toLowerCase());
  });

  it('names the missing service on Linux', () => {
    const error = keychainError('linux', new Error('DBus error: name not provided by any .service files'));
    expect(error.message).toBe('No keyring service answers in this session.');
    expect(error.next).toContain('GNOME Keyring');
  });
});
