/** Signing in inside a server's own session. */
export const SESSION = {
  title: 'This server signs people in by itself',
  intro: (client: string) =>
    `It has tools of its own for that, and what they do holds for one session. ${client} signs in for itself, in its own.`,
  tenant: 'Tenant',
  tenantHint: 'Whoever runs the server knows it. Left empty, the server decides or says what is missing.',
  perTenant: (tenant: string, shared: string) =>
    `The address is a legacy per-tenant endpoint, for ${tenant} alone. One entry with ${shared} serves every tenant; the tenant is then named in each call. Nothing changes unless you change it.`,
  changeAddress: 'Change the address…',
  inClient: (client: string) => `In ${client}, say:`,
  afterPrompt: 'Open the page it names, enter the code, then ask it to check the sign-in.',
  copyPrompt: 'Copy prompt',
  here: 'Or try it here. This signs in MCP Tray’s own session and nobody else; tools that you call below then use it.',
  getCode: 'Get a code',
  newCode: 'Get a new code',
  listFirst: 'List its tools first: that shows you what will run.',
  opening: 'Connecting, and asking for a code…',
  codeTitle: 'Enter this code to sign in',
  confirm: 'I have signed in',
  confirming: 'Asking…',
  cancel: 'Cancel',
  unknownEnd: 'How long the code is valid, the server does not say.',
  signedIn: (left: string | null) => (left === null ? 'Signed in' : `Signed in, ${left}`),
  unknownUntil: 'Until when, the server does not say.',
  onlyHere: (client: string) =>
    `Only MCP Tray’s own session is signed in; ${client} is not. It ends when you end it, close MCP Tray, or leave this page for three minutes.`,
  noSession: 'This server keeps no sessions: it may forget the sign-in at any time, or take others for you.',
  stillAsking: 'MCP Tray asks again in a moment.',
  end: 'End session',
  over: 'The session has ended.',
} as const;
