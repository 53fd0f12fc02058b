import { plural } from './words.ts';

export const LIST = {
  label: 'Servers',
  search: 'Search servers',
  needsYou: 'Needs you',
  all: 'All',
  anyClient: 'All clients',
  checkAll: 'Check all',
  add: 'Add server',
  columns: {
    state: 'State',
    server: 'Server',
    usedBy: 'Used by',
    connection: 'Connection',
    signIn: 'Sign-in',
    folded: 'Connection and sign-in',
    action: 'Actions',
  },
  usedBy: (names: readonly string[]) => `Used by ${names.join(', ')}`,
  emptyTitle: 'No servers yet',
  emptyText:
    'None of your AI apps has an MCP server set up. Add one here, or with an app’s own command; it shows up at once.',
  noClients: 'No AI app that MCP Tray knows was found on this computer. You can still add a server for one.',
  noMatchTitle: 'Nothing matches',
  noMatch: (query: string) => `No server matches “${query}”.`,
  noMatchFilter: 'No server matches this filter.',
  showAll: 'Show all servers',
  allFineTitle: 'Nothing needs you',
  allFine: 'No server waits for a sign-in or has a problem that is known.',
  count: (shown: number, all: number) =>
    shown === all ? plural(all, 'server', 'servers') : `${shown} of ${plural(all, 'server', 'servers')}`,
} as const;

export const ROW = {
  signingIn: 'Signing in…',
  signingOut: 'Signing out…',
  inClient: (name: string) => `in ${name}`,
} as const;

export const CHOOSE = {
  titles: {
    'sign-in': 'Sign in with which client?',
    toggle: 'Switch on or off where?',
    edit: 'Edit where?',
    copy: 'Copy from where?',
    remove: 'Remove from where?',
  },
  /** In the menu of a server with many places. */
  verbs: {
    'sign-in': 'Sign in with a client…',
    toggle: 'Enable or disable…',
    edit: 'Edit…',
    copy: 'Copy to…',
    remove: 'Remove…',
  },
  text: (name: string, places: number) => `${name} is set up in ${places} places.`,
} as const;
