export const SETTINGS = {
  theme: 'Appearance',
  themes: { system: 'Same as the system', light: 'Light', dark: 'Dark' },
  keychain: 'Keychain',
  keychainStates: {
    ready: 'Ready',
    locked: 'Locked',
    unavailable: 'Not available',
    unchecked: 'Not checked yet',
  },
  storage: 'What is stored where',
  storageRows: {
    files: ['Servers', 'Only in your clients’ own files. MCP Tray has no list of its own.'],
    tokens: ['Sign-ins made with MCP Tray', 'As items of your keychain, never in a file.'],
    clientTokens: [
      'Your clients’ own sign-ins',
      'Where each client keeps them. MCP Tray reads who and until when, never the token.',
    ],
    state: [
      'History, backups, disabled entries',
      'In MCP Tray’s own folder, readable only for you. Removed entries are kept there so that you can undo.',
    ],
  },
  stateFolder: 'MCP Tray’s own folder',
  about: 'About',
  version: (version: string) => `MCP Tray ${version}`,
  host: { desktop: 'desktop app', browser: 'in your browser', cli: 'command line' },
  keys: 'Keyboard shortcuts',
} as const;
