export const SIGN_INS = {
  intro:
    'Sign-ins that your clients and MCP Tray keep for MCP servers. Only what is known about them is shown, never the tokens.',
  empty: 'No sign-ins yet',
  emptyText: 'When a client signs in to a server, or you sign in with MCP Tray, it is listed here.',
  closed: (owners: readonly string[], place: string) => {
    const whose = owners.length === 1 ? `${owners.join()} keeps its` : `${all(owners)} keep their`;
    return `${whose} sign-ins in ${place}, where MCP Tray looks only when you ask.`;
  },
  closedText:
    'Your system may ask for your password, for each of them. Only what is known about them is kept here, never the tokens.',
  lookAt: (owner: string) => `Look at sign-ins of ${owner}`,
  ofClient: (owner: string, sentence: string) => `${owner}: ${sentence}`,
  serves: 'Used by',
  servesNone: 'no entry',
  noExpiry: 'end unknown',
  renews: 'renews by itself',
  until: (time: string) => `until ${time}`,
  stale: (count: number) => `${count} stale`,
  issuedBy: (issuer: string) => `Signed in at ${issuer}`,
  filter: 'Show',
  all: (count: number) => `All ${count}`,
  onlyStale: (count: number) => `Stale ${count}`,
  noneStale: 'No sign-in is stale.',
  selectStale: 'Select all stale',
  select: (server: string, owner: string) => `Select ${server}, ${owner}`,
  disconnect: 'Disconnect…',
  disconnectMany: (count: number) => `Disconnect ${count}…`,
  signInOf: (server: string, owner: string) => `Sign in: ${server}, ${owner}`,
  disconnectOf: (server: string, owner: string) => `Disconnect ${server}, ${owner}`,
} as const;

export const DISCONNECT = {
  title: (count: number) => (count === 1 ? 'Disconnect this sign-in?' : `Disconnect ${count} sign-ins?`),
  doneTitle: 'Disconnected',
  partTitle: 'Not everything is gone',
  record: (server: string, owner: string) => `${server} · ${owner}`,
  revokes: (host: string, owner: string) =>
    `Will be revoked at ${host}, if it offers that, and removed from ${owner}.`,
  onlyRemoves: (owner: string) =>
    `Will be removed from ${owner}, and revoked where its record tells which service gave it.`,
  signInAgain: (names: readonly string[]) => `Needs a new sign-in afterwards: ${names.join(', ')}.`,
  final: 'This cannot be undone. Nothing else in the stores changes.',
  confirm: 'Disconnect',
  busy: 'Disconnecting…',
} as const;

function all(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
