import type { ConfigScope, Transport } from '../shared/domain.ts';
import type { View } from './ui-state.ts';

/** Every sentence of the window that does not come from a state (shared/state-words.ts) or an error. */

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

const duration = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

export const SCOPE_WORDS = {
  user: 'all projects',
  local: 'one project, private',
  project: 'one project, shared',
  managed: 'managed by your organisation',
} as const satisfies Record<ConfigScope, string>;

/** Behind a project's name. */
export const SCOPE_SHORT = {
  user: 'all projects',
  local: 'private',
  project: 'shared',
  managed: 'managed',
} as const satisfies Record<ConfigScope, string>;

export const TRANSPORT_WORDS = {
  stdio: 'local program',
  http: 'HTTP',
  sse: 'HTTP with SSE (deprecated)',
  ws: 'WebSocket',
  unknown: 'unknown kind',
} as const satisfies Record<Transport, string>;

export const VIEW_WORDS = {
  servers: 'Servers',
  'sign-ins': 'Sign-ins',
  clients: 'Clients',
  activity: 'Activity',
  settings: 'Settings',
} as const satisfies Record<View, string>;

export const COPY = {
  app: 'MCP Tray',
  navigation: 'Views',
  loading: 'Reading your clients’ files…',
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  undo: 'Undo',
  back: 'Back to servers',
  copied: 'Copied',
  retry: 'Try again',
  more: (name: string) => `More for ${name}`,
  filesWatched: (clients: number, files: number) =>
    `${plural(clients, 'client', 'clients')} · ${plural(files, 'file', 'files')} watched`,
  keychainIs: {
    ready: (name: string) => `Keychain: ${name}`,
    locked: (name: string) => `${name} is locked`,
    unavailable: () => 'No keychain',
    unchecked: () => 'Keychain not checked yet',
  },

  link: {
    connecting: 'Connecting…',
    reconnecting: 'Reconnecting to MCP Tray…',
    reconnectingText: 'What you see may be out of date. It goes on by itself once MCP Tray answers.',
    noSession: 'This page needs a fresh link',
    noSessionText:
      'For your safety each link to this page works once. Run this command on the computer where MCP Tray runs, then open the link that it prints:',
    noSessionCommand: 'mcp-tray serve',
    waiting: 'Waiting for MCP Tray',
    waitingText: 'Nothing answers at this address. If MCP Tray was closed, start it again with:',
    failed: 'MCP Tray could not read your servers',
  },

  list: {
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
    noClients:
      'No AI app that MCP Tray knows was found on this computer. You can still add a server for one.',
    noMatchTitle: 'Nothing matches',
    noMatch: (query: string) => `No server matches “${query}”.`,
    noMatchFilter: 'No server matches this filter.',
    showAll: 'Show all servers',
    allFineTitle: 'Nothing needs you',
    allFine: 'No server waits for a sign-in or has a problem that is known.',
    count: (shown: number, all: number) =>
      shown === all ? plural(all, 'server', 'servers') : `${shown} of ${plural(all, 'server', 'servers')}`,
  },

  row: {
    signingIn: 'Signing in…',
    signingOut: 'Signing out…',
    inClient: (name: string) => `in ${name}`,
  },

  action: {
    signIn: 'Sign in',
    signInWith: (name: string) => `Sign in with ${name}`,
    signInAs: 'Sign in with MCP Tray',
    signInOtherwise: 'Sign in with MCP Tray in another way…',
    enterClientId: 'Enter a client ID…',
    signOutOf: (name: string) => `Sign out of ${name}`,
    check: 'Check',
    checkAgain: 'Check again',
    diagnose: 'Diagnose',
    enable: 'Enable',
    disable: 'Disable',
    details: 'Details',
    edit: 'Edit…',
    editIn: (client: string) => `Edit in ${client}…`,
    copyTo: 'Copy to…',
    copyFrom: (client: string) => `Copy from ${client} to…`,
    remove: 'Remove…',
    removeFrom: (client: string) => `Remove from ${client}…`,
    reveal: 'Show file',
    copyAddress: 'Copy address',
    cancelSignIn: 'Cancel sign-in',
    inClient: (verb: string, client: string) => `${verb} in ${client}`,
  },

  detail: {
    label: 'Details',
    none: 'Choose a server to see where it is set up.',
    gone: 'This server is not set up any more.',
    alsoCalled: (names: readonly string[]) => `Also called ${names.join(', ')}`,
    inProject: (project: string, scope: string) => `${project}, ${scope}`,
    places: 'Where it is set up',
    morePlaces: (count: number) => `Show ${count} more ${count === 1 ? 'place' : 'places'}`,
    written: (client: string) => `Written in ${client}`,
    writtenLoading: 'Reading…',
    parked: 'kept by MCP Tray, not in the file',
    warnings: 'Worth knowing',
    doctor: 'Diagnosis',
    doctorRunning: 'Diagnosing…',
    doctorStates: { ok: 'Fine', failed: 'Failed', skipped: 'Skipped', info: 'Note' },
    history: 'History',
    shadowed: (where: string) => `Not used: ${where} has the same name and comes first.`,
    shadowedUnknown: 'Not used: an entry of the same name in a closer place comes first.',
    pending: (client: string) => `${client} asks you before it uses a server that a project brings along.`,
    pendingNext: (client: string) => `Start ${client} in this project and approve it there.`,
    ignoredTitle: (client: string) => `${client} does not load this entry`,
    pendingTitle: (client: string) => `Waiting for your approval in ${client}`,
    problemTitle: (client: string) => `${client} cannot use this entry`,
    signInAgain: (client: string) => `${client} has to sign in again`,
    signInNeeded: (client: string) => `${client} is not signed in yet`,
    signInOther: (title: string, client: string) => `${title} in ${client}`,
    tools: (count: number) => plural(count, 'tool', 'tools'),
  },

  change: {
    loading: 'Preparing the exact change…',
    nothing: 'Nothing would change.',
    creates: 'new file',
    deletes: 'file is deleted',
    unchanged: (lines: number) => `${plural(lines, 'other line', 'other lines')} unchanged`,
    conflictTitle: 'The file has changed',
    conflict:
      'The file changed in the meantime, so nothing was written. This is the change for its new text; look again before you apply.',
    added: 'added',
    removed: 'removed',
    titles: {
      disable: 'Disable this server?',
      enable: 'Enable this server?',
      remove: 'Remove this server?',
      add: 'Add server',
      edit: 'Change this server?',
      rename: 'Rename this server?',
      copy: 'Copy this server?',
      undo: 'Undo this change?',
      redo: 'Do this again?',
    },
    confirm: {
      disable: 'Disable',
      enable: 'Enable',
      remove: 'Remove',
      add: 'Add',
      edit: 'Change',
      rename: 'Rename',
      copy: 'Copy',
      undo: 'Undo',
      redo: 'Do again',
    },
    reversible: 'You can undo this afterwards.',
    signOut: (client: string) => `Also sign out in ${client}; undo does not bring the sign-in back.`,
  },

  edit: {
    title: (name: string, client: string) => `Edit ${name} in ${client}`,
    fields: 'Fields of this server',
    args: 'Arguments',
    addArgument: 'Add argument',
    argument: (number: number) => `Argument ${number}`,
    removeArgument: (number: number) => `Remove argument ${number}`,
    bearer: 'Variable that holds the bearer token',
    kept: '(kept)',
    replace: 'Replace',
    replaceOf: (label: string) => `Replace ${label}`,
    keep: 'Keep the stored value',
    keepOf: (label: string) => `Keep the stored value: ${label}`,
    oneAtATime: 'A new name and other changes are saved one after the other.',
    previewEmpty: 'The exact change is shown as you type.',
    blocked: {
      name: 'Give the server a name.',
      url: 'Fill in the address.',
      command: 'Fill in the program.',
      rowName: 'Give every value a name.',
      twice: (name: string) => `${name} stands here twice.`,
      hidden: (what: string) => `Type ${what} in full: a part of it is hidden here.`,
      hiddenArgument:
        'Replace the hidden argument, or leave it at its place: what is hidden cannot be moved from here.',
    },
  },

  copy: {
    title: (name: string) => `Copy ${name} to…`,
    intro: 'Everything the server holds goes along, hidden values too. They never pass through this window.',
    name: 'Name there',
    targets: 'Copy to',
    submit: (clients: number) => `Copy to ${plural(clients, 'client', 'clients')}`,
  },

  choose: {
    toggle: 'Switch on or off where?',
    remove: 'Remove from where?',
    edit: 'Edit where?',
    text: (name: string, places: number) => `${name} is set up in ${places} places.`,
  },

  otherWays: {
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
  },

  tools: {
    title: 'Tools',
    list: 'List tools',
    listAgain: 'List again',
    listing: 'Connecting and listing…',
    listed: (count: number, ms: number) =>
      count === 0
        ? `The server has no tools, after ${duration(ms)}.`
        : `${plural(count, 'tool', 'tools')}, after ${duration(ms)}. Choose one to call it.`,
    filter: 'Filter tools',
    noMatch: 'No tool matches.',
    more: (count: number) => `Show ${count} more ${count === 1 ? 'tool' : 'tools'}`,
    showMore: 'Show more',
    showLess: 'Show less',
    moreOf: (tool: string) => `Show more of ${tool}`,
    lessOf: (tool: string) => `Show less of ${tool}`,
    destructive: 'may take something away',
    readOnly: 'only reads, it says',
    schema: 'What it takes',
    schemaOf: (tool: string) => `What ${tool} takes`,
    arguments: 'Arguments, as a JSON object',
    notJson: 'This is not JSON yet. Names and texts stand in double quotes.',
    notObject: 'Arguments are one JSON object: {"name": value}.',
    inexact: (name: string) =>
      `The number ${name === '' ? '' : `at “${name}” `}cannot be sent exactly. Write it as text, if the tool takes that.`,
    call: 'Call tool',
    cancelCall: 'Cancel call',
    confirmTitle: (tool: string, server: string) => `Call ${tool} of ${server}?`,
    confirmText:
      'It may take something away for good. It is called once, with exactly the arguments above, and cannot be undone from here.',
    confirm: 'Call it',
    answered: (ms: number, items: number | null) =>
      `Answered after ${duration(ms)}${items === null ? '' : ` · ${plural(items, 'item', 'items')}`}`,
    refused: (ms: number) => `Refused after ${duration(ms)}`,
    noText: 'It answered without text.',
    resultOf: (tool: string) => `Result of ${tool}`,
    copyResult: 'Copy result',
  },

  start: {
    title: (count: number) => (count === 1 ? 'Start this program?' : `Start ${count} programs?`),
    text: 'A check starts the program on this computer, with your rights, asks which tools it has, and ends it again. This is all that will run:',
    confirm: 'Start and check',
    toolsText:
      'Listing starts the program on this computer, with your rights, asks which tools it has, and ends it again. Each call that you make afterwards starts it once more. This is all that will run:',
    toolsConfirm: 'Start and list tools',
    variables: (names: readonly string[]) => `with the variables ${names.join(', ')}`,
  },

  add: {
    title: 'Add server',
    pasteLabel:
      'Paste a web address, a command from the vendor’s page, JSON or TOML. Several at once is fine.',
    pastePlaceholder: 'claude mcp add --transport http …',
    manual: 'Fill in by hand instead',
    recognised: 'Recognised',
    nothing: 'No server recognised in this text.',
    nothingNext: 'Paste the whole command or snippet, or fill it in by hand.',
    include: (name: string) => `Add ${name}`,
    name: 'Name',
    kind: 'Kind',
    kinds: { http: 'Web address (HTTP)', sse: 'Web address (old SSE)', stdio: 'Program on this computer' },
    url: 'Address',
    command: 'Program',
    args: 'Arguments, one per line',
    env: 'Environment variables',
    headers: 'Headers',
    bearer: 'Variable that holds the bearer token (Codex)',
    addRow: { env: 'Add variable', headers: 'Add header' },
    rowName: 'Name',
    rowValue: 'Value',
    show: 'Show',
    hide: 'Hide',
    removeRow: (name: string) => `Remove ${name || 'this row'}`,
    placeholder: (text: string) => `Replace ${text} with your own value.`,
    targets: 'Add to',
    notInstalled: 'not found on this computer',
    chooseNone: 'Choose none',
    otherClients: (count: number) => `Other clients (${count})`,
    where: (client: string) => `Where in ${client}`,
    project: (client: string) => `Project folder for ${client}`,
    chooseProject: 'Choose a folder…',
    cannotLoad: (client: string) => `${client} loads only local programs from its file.`,
    twoWays: 'Two ways to connect it',
    wayConnector: (client: string) =>
      `Inside ${client}: open its settings, choose Connectors, and add the address there. Nothing is written here.`,
    wayBridge:
      'Through a bridge program: let it start mcp-remote with npx, which is downloaded from npm and passes everything on.',
    preview: 'What will be written',
    previewEmpty: 'Choose at least one client to see the exact change.',
    previewBlocked: 'The exact change is shown once the points above are settled.',
    blocked: {
      nothing: 'Paste or fill in a server first.',
      name: 'Give every server a name.',
      address: 'Fill in the address or program.',
      placeholder: 'Replace the marked placeholders first.',
      problem: 'Settle the marked problems first.',
      target: 'Choose at least one client.',
      project: 'Choose a project folder.',
      preview: 'Waiting for the exact change…',
      refused: 'None of the chosen clients can take it.',
    },
    submit: (clients: number) => `Add to ${plural(clients, 'client', 'clients')}`,
    followText: 'Sign in where it is needed; everything else is done.',
    followWaiting: 'Reading the new entry…',
    done: 'Done',
  },

  signIns: {
    intro:
      'Sign-ins that your clients and MCP Tray keep for MCP servers. Only what is known about them is shown, never the tokens.',
    empty: 'No sign-ins yet',
    emptyText: 'When a client signs in to a server, or you sign in with MCP Tray, it is listed here.',
    serves: 'Used by',
    servesNone: 'no entry',
    noExpiry: 'end unknown',
    renews: 'renews by itself',
    ended: 'ended',
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
    disconnectOf: (server: string, owner: string) => `Disconnect ${server}, ${owner}`,
  },

  disconnect: {
    title: (count: number) => (count === 1 ? 'Disconnect this sign-in?' : `Disconnect ${count} sign-ins?`),
    doneTitle: 'Disconnected',
    partTitle: 'Not everything is gone',
    record: (server: string, owner: string) => `${server} · ${owner}`,
    revokes: (host: string, owner: string) =>
      `Will be revoked at ${host}, if it offers that, and removed from ${owner}.`,
    onlyRemoves: (owner: string) =>
      `Will be removed from ${owner}. ${owner} does not keep which service gave it, so it may stay valid there until it runs out.`,
    signInAgain: (names: readonly string[]) => `Needs a new sign-in afterwards: ${names.join(', ')}.`,
    final: 'This cannot be undone. Nothing else in the stores changes.',
    confirm: 'Disconnect',
    busy: 'Disconnecting…',
  },

  clients: {
    installed: 'installed',
    notInstalled: 'not found on this computer',
    servers: (count: number) => plural(count, 'server', 'servers'),
    none: 'No AI app that MCP Tray knows was found on this computer.',
    others: (count: number) => `${count} more ${count === 1 ? 'client' : 'clients'} MCP Tray knows`,
    noFiles: 'No files yet.',
    fileStates: {
      ok: 'read',
      missing: 'not there yet',
      invalid: 'cannot be understood',
      unreadable: 'cannot be read',
    },
    place: (line: number, column: number | null) =>
      column === null ? `line ${line}` : `line ${line}, column ${column}`,
    projects: 'Project folders',
    projectsText:
      'Projects that your clients remember are found by themselves. Add a folder to see the servers that it brings along.',
    fromClient: 'remembered by a client',
    added: 'added here',
    path: 'Folder path',
    addProject: 'Add folder',
    chooseProject: 'Choose folder…',
    removeProject: (path: string) => `Stop looking in ${path}`,
    noProjects: 'No project folders.',
    reload: 'After a change:',
  },

  problems: {
    title: (count: number) => (count === 1 ? 'One file cannot be used.' : `${count} files cannot be used.`),
    rest: 'Everything else is listed.',
  },

  keychain: {
    lockedTitle: (name: string) => `${name} is locked`,
    lockedText:
      'Sign-ins kept by MCP Tray cannot be used until you unlock it. Nothing is stored anywhere else.',
    unavailableTitle: 'This computer offers no keychain',
    unavailableText:
      'Signing in with MCP Tray is off, because tokens are never stored in plain files. The clients’ own sign-ins work as before.',
  },

  activity: {
    intro:
      'Everything MCP Tray changed in your clients’ files. Each change can be taken back as long as the entry was not changed again.',
    empty: 'No changes yet',
    emptyText: 'Whatever you add, change, disable or remove is listed here, with Undo.',
    undone: 'undone',
    undoTitle: (title: string) => `Undo: ${title}`,
    redoTitle: (title: string) => `Do again: ${title}`,
  },

  settings: {
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
  },

  crash: {
    title: 'This window made a mistake',
    text: 'Nothing was written by it. Load it again; if that does not help, please report what you did last.',
    reload: 'Load again',
  },

  toast: { signedOut: 'Signed out.' },

  palette: {
    title: 'Go to or do',
    placeholder: 'Type a server or an action',
    none: 'Nothing matches.',
    view: (name: string) => `Go to ${name}`,
    hint: { server: 'server', view: 'view', action: 'action' },
    signInOtherwise: (name: string) => `Sign in to ${name} in another way…`,
    undo: 'Undo the last change',
    help: 'Show keyboard shortcuts',
  },

  help: {
    title: 'Keyboard shortcuts',
    rows: [
      ['/', 'Search'],
      ['↑ ↓ Home End', 'Move in the list'],
      ['Enter', 'Details'],
      ['Space', 'Enable or disable'],
      ['E', 'Edit…'],
      ['Delete', 'Remove…'],
      ['N or Ctrl+N', 'Add server'],
      ['Ctrl+Z', 'Undo the last change'],
      ['Ctrl+K', 'Go to or do'],
      ['Esc', 'Back'],
      ['?', 'This list'],
    ],
    mac: 'On a Mac use ⌘ in place of Ctrl.',
  },

  announce: {
    state: (name: string, words: string) => `${name}: ${words}`,
    more: (count: number) => `and ${count} more`,
  },
} as const;
