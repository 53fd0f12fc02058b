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
  checks: {
    title: 'Background checks',
    text: 'MCP Tray asks each server at an address about every five minutes whether it answers, and less often while it does not. Programs are started, and tools called, only by you.',
    states: {
      running: 'Running.',
      offline: 'Waiting: this computer has no network.',
      away: 'Waiting: this computer sleeps or is locked.',
    },
    paused: (until: string | null) =>
      until === null ? 'Paused until you resume them.' : `Paused until ${until}.`,
    pause: { hour: 'Pause for an hour', day: 'Pause until tomorrow', open: 'Pause until I resume' },
    resume: 'Resume checks',
  },
  notices: {
    title: 'Notifications',
    states: {
      off: 'Your browser can tell you when a server begins to need you while this page is in the background.',
      on: 'On, while this page is open in the background.',
      denied: 'Your browser does not allow this page to notify you. You can change that in its settings.',
    },
    allow: 'Allow notifications…',
    stop: 'Turn off',
  },
  wsl: {
    title: 'Linux on this computer (WSL)',
    field: 'Home folders inside WSL, one a line',
    hint: String.raw`For example \\wsl.localhost\Ubuntu\home\me. Clients in there are listed on their own. To look into a distribution starts it, so none is looked for by itself.`,
    fixed: 'Named by the variable MCP_TRAY_WSL_HOMES.',
    save: 'Save',
    restart: 'Start MCP Tray again to see them.',
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
