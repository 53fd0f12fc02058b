export const OTHER_WAYS = {
  title: 'Sign in with MCP Tray in another way',
  intro: (name: string) => `How to sign in to ${name}`,
  gone: 'This server is not there any more, or is switched off. Nothing was sent.',
  ways: {
    clientId: [
      'With a client ID',
      'For a sign-in service that does not let apps register themselves. The ID, and a secret if there is one, are kept in your keychain for every server of this service.',
    ],
    code: [
      'With a code',
      'You enter a short code in any browser, on this computer or another. A client ID entered for this is not kept.',
    ],
    account: [
      'With another account',
      'The service asks who you are, even when its page remembers you. The old sign-in stays until the new one works.',
    ],
    forget: [
      'Without the client ID entered earlier',
      'The ID kept for this service is forgotten first, for all of its servers. Then you sign in without it.',
    ],
  },
  fields: {
    clientId: 'Client ID',
    optionalClientId: 'Client ID (optional)',
    clientSecret: 'Client secret (optional)',
    tenant: 'Tenant (optional)',
  },
  redirect:
    'Whoever runs the service gives out the ID, for a native app with the redirect address http://127.0.0.1/callback on any port.',
  submit: {
    clientId: 'Sign in',
    code: 'Get a code',
    account: 'Sign in',
    forget: 'Forget and sign in',
  },
  problems: {
    noClientId: 'Enter the client ID.',
    secretAlone: 'Enter the client ID that the secret belongs to.',
    clientId: 'This is too long or holds characters that cannot be sent. Copy it again.',
    clientSecret:
      'The secret is too long, holds characters that cannot be sent, or has a space before or after it. Copy it again.',
    tenant: 'A tenant is one word without spaces or special letters. Copy it again.',
  },
  codeTitle: 'Enter this code to sign in',
} as const;
