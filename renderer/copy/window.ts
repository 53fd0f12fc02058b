export const KEYCHAIN_IS = {
  ready: (name: string) => `Keychain: ${name}`,
  locked: (name: string) => `${name} is locked`,
  unavailable: () => 'No keychain',
  unchecked: () => 'Keychain not checked yet',
} as const;

/** Why nothing is checked by itself just now. */
export const CHECKS_REST = {
  person: 'Checks paused',
  offline: 'No network: checks wait',
  away: 'Asleep or locked: checks wait',
} as const;

export const LINK = {
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting to MCP Tray…',
  reconnectingText: 'What you see may be out of date. It goes on by itself once MCP Tray answers.',
  copiedStays:
    'The value that you copied a moment ago may still be on the clipboard. To be safe, copy something else.',
  noSession: 'This page needs a fresh link',
  noSessionText:
    'For your safety each link to this page works once. Run this command on the computer where MCP Tray runs, then open the link that it prints:',
  noSessionCommand: 'mcp-tray serve',
  waiting: 'Waiting for MCP Tray',
  waitingText: 'Nothing answers at this address. If MCP Tray was closed, start it again with:',
  failed: 'MCP Tray could not read your servers',
} as const;

export const KEYCHAIN = {
  again: 'Try again',
  asking: 'Asking…',
  lockedTitle: (name: string) => `${name} is locked`,
  lockedText:
    'Sign-ins kept by MCP Tray cannot be used until you unlock it. Nothing is stored anywhere else.',
  unavailableTitle: 'This computer offers no keychain',
  unavailableText:
    'Signing in with MCP Tray is off, because tokens are never stored in plain files. The clients’ own sign-ins work as before.',
} as const;

export const CRASH = {
  title: 'This window made a mistake',
  text: 'Nothing was written by it. Load it again; if that does not help, please report what you did last.',
  reload: 'Load again',
} as const;

export const ANNOUNCE = {
  state: (name: string, words: string) => `${name}: ${words}`,
  more: (count: number) => `and ${count} more`,
} as const;

export const PROBLEMS = {
  title: (count: number) => (count === 1 ? 'One file cannot be used.' : `${count} files cannot be used.`),
  rest: 'Everything else is listed.',
  ownTitle: 'A file of MCP Tray itself was damaged.',
  ownRest: 'Nothing of your clients is touched by that.',
} as const;
