import type { Command } from './context.ts';
import type { VerbSyntax } from './parse-args.ts';

export interface Verb extends VerbSyntax {
  readonly summary: string;
  /** Loads the command; nothing of it is read from disk before it is wanted. */
  readonly load: () => Promise<{ run: Command }>;
}

const DRY_RUN = { 'dry-run': { type: 'boolean' } } as const;
const WITH = { own: { type: 'boolean' }, client: { type: 'boolean' } } as const;

/** Every verb of the command line, in the order of the help text. */
export const VERBS = {
  list: {
    usage: 'list',
    summary: 'Every server of every client, with connection and sign-in',
    positionals: [0, 0],
    load: () => import('./commands/list.ts'),
  },
  show: {
    usage: 'show REF',
    summary: 'One server: where it is set up, its text, its state',
    positionals: [1, 1],
    load: () => import('./commands/show.ts'),
  },
  add: {
    usage:
      'add NAME (--url URL | -- COMMAND…) --client ID[,ID] [--scope user|local|project] | add --paste (TEXT | -)',
    summary: 'Set up a server in one or more clients',
    positionals: [0, 1],
    takesCommand: true,
    options: {
      ...DRY_RUN,
      url: { type: 'string' },
      transport: { type: 'string' },
      client: { type: 'string', multiple: true },
      scope: { type: 'string' },
      env: { type: 'string', multiple: true },
      header: { type: 'string', multiple: true },
      'bearer-token-env-var': { type: 'string' },
      bridge: { type: 'boolean' },
      paste: { type: 'string' },
    },
    load: () => import('./commands/add.ts'),
  },
  disable: {
    usage: 'disable REF [--dry-run]',
    summary: 'Switch a server off in its client, keeping it',
    positionals: [1, 1],
    options: DRY_RUN,
    load: () => import('./commands/disable.ts'),
  },
  enable: {
    usage: 'enable REF [--only] [--dry-run]',
    summary: 'Switch it on again; --only: and the others of the same host off',
    positionals: [1, 1],
    options: { ...DRY_RUN, only: { type: 'boolean' } },
    load: () => import('./commands/enable.ts'),
  },
  remove: {
    usage: 'remove REF [--sign-out | --keep-sign-in] [--dry-run] [--yes]',
    summary: 'Take a server out of its file, and end its sign-in if you want that',
    positionals: [1, 1],
    options: { ...DRY_RUN, 'sign-out': { type: 'boolean' }, 'keep-sign-in': { type: 'boolean' } },
    load: () => import('./commands/remove.ts'),
  },
  edit: {
    usage:
      'edit REF [--url URL] [--env NAME=VALUE] [--unset-env NAME] [--header "Name: value"] [--unset-header NAME] [--bearer-token-env-var NAME] [--transport stdio|http|sse] [--bridge] [--cwd DIR] [--env-file FILE] [--timeout TIME] [--start-timeout TIME] [--enable-tool NAME] [--disable-tool NAME] [--only-tools NAME,…] [--all-tools] [--auto-approve NAME] [--no-auto-approve NAME] [--dry-run] [-- COMMAND…]',
    summary: 'Change parts of a server in its file; the rest stays as it is',
    positionals: [1, 1],
    takesCommand: true,
    options: {
      ...DRY_RUN,
      url: { type: 'string' },
      env: { type: 'string', multiple: true },
      'unset-env': { type: 'string', multiple: true },
      header: { type: 'string', multiple: true },
      'unset-header': { type: 'string', multiple: true },
      'bearer-token-env-var': { type: 'string' },
      transport: { type: 'string' },
      bridge: { type: 'boolean' },
      cwd: { type: 'string' },
      'env-file': { type: 'string' },
      timeout: { type: 'string' },
      'start-timeout': { type: 'string' },
      'enable-tool': { type: 'string', multiple: true },
      'disable-tool': { type: 'string', multiple: true },
      'only-tools': { type: 'string' },
      'all-tools': { type: 'boolean' },
      'auto-approve': { type: 'string', multiple: true },
      'no-auto-approve': { type: 'string', multiple: true },
    },
    load: () => import('./commands/edit.ts'),
  },
  rename: {
    usage: 'rename REF NAME [--dry-run]',
    summary: 'Give a server another name in its file',
    positionals: [2, 2],
    options: DRY_RUN,
    load: () => import('./commands/rename.ts'),
  },
  copy: {
    usage: 'copy REF --to ID[,ID] [--scope user|local|project] [--name NAME] [--bridge] [--dry-run]',
    summary: 'Set a server up in other clients or places too, with its secrets',
    positionals: [1, 1],
    options: {
      ...DRY_RUN,
      to: { type: 'string', multiple: true },
      scope: { type: 'string' },
      name: { type: 'string' },
      bridge: { type: 'boolean' },
    },
    load: () => import('./commands/copy.ts'),
  },
  undo: {
    usage: 'undo [ID] [--dry-run]',
    summary: 'Take back the last change, or the one with this id',
    positionals: [0, 1],
    options: DRY_RUN,
    load: () => import('./commands/undo.ts'),
  },
  redo: {
    usage: 'redo ID [--dry-run]',
    summary: 'Make a change again that another program took back',
    positionals: [1, 1],
    options: DRY_RUN,
    load: () => import('./commands/redo.ts'),
  },
  history: {
    usage: 'history',
    summary: 'The changes made here, newest first',
    positionals: [0, 0],
    load: () => import('./commands/history.ts'),
  },
  forget: {
    usage: 'forget ID [--yes]',
    summary: 'Throw away the old value that a change took out of a file, in the history and in backups',
    positionals: [1, 1],
    load: () => import('./commands/forget.ts'),
  },
  clients: {
    usage: 'clients',
    summary: 'Every client MCP Tray knows: its files, and what can be done with it',
    positionals: [0, 0],
    load: () => import('./commands/clients.ts'),
  },
  lint: {
    usage: 'lint [REF…] [--fix] [--dry-run] [--yes]',
    summary: 'Secrets in plain text, placeholders and other warnings; --fix takes secrets out of their files',
    positionals: [0, 1000],
    options: { ...DRY_RUN, fix: { type: 'boolean' } },
    load: () => import('./commands/lint.ts'),
  },
  check: {
    usage: 'check (REF | --all) [--start]',
    summary: 'Try the connection; --start also runs local programs',
    positionals: [0, 1],
    options: { all: { type: 'boolean' }, start: { type: 'boolean' } },
    load: () => import('./commands/check.ts'),
  },
  login: {
    usage:
      'login REF [--all | --client | --session [--tenant T] [--start] | --own [--client-id ID [--client-secret-stdin] | --forget-client-id] [--device [--acr-values V]] [--another-account]]',
    summary: 'Sign in: by the client’s own command, or by MCP Tray; --all: everywhere the server is set up',
    positionals: [1, 1],
    options: {
      ...WITH,
      all: { type: 'boolean' },
      session: { type: 'boolean' },
      tenant: { type: 'string' },
      start: { type: 'boolean' },
      'client-id': { type: 'string' },
      'client-secret-stdin': { type: 'boolean' },
      'forget-client-id': { type: 'boolean' },
      device: { type: 'boolean' },
      'acr-values': { type: 'string' },
      'another-account': { type: 'boolean' },
    },
    load: () => import('./commands/login.ts'),
  },
  logout: {
    usage: 'logout REF [--client | --own]',
    summary: 'Sign out, and say what is really gone',
    positionals: [1, 1],
    options: WITH,
    load: () => import('./commands/logout.ts'),
  },
  'sign-ins': {
    usage: 'sign-ins [--stale] [--look]',
    summary: 'Every sign-in kept on this computer, by MCP Tray and by the clients',
    positionals: [0, 0],
    options: { stale: { type: 'boolean' }, look: { type: 'boolean' } },
    load: () => import('./commands/sign-ins.ts'),
  },
  disconnect: {
    usage: 'disconnect (REF… | --stale [--look]) [--client | --own] [--yes]',
    summary: 'End sign-ins for good: at their service, and where they are kept',
    positionals: [0, 1000],
    options: { ...WITH, stale: { type: 'boolean' }, look: { type: 'boolean' } },
    load: () => import('./commands/disconnect.ts'),
  },
  doctor: {
    usage: 'doctor REF [--token-stdin]',
    summary: 'Find out, step by step, why a server does not work',
    positionals: [1, 1],
    options: { 'token-stdin': { type: 'boolean' } },
    load: () => import('./commands/doctor.ts'),
  },
  tools: {
    usage: 'tools REF [--start] [--call NAME [--args JSON | --args -] [--yes]]',
    summary: 'The tools of a server; --call tries one of them',
    positionals: [1, 1],
    options: { start: { type: 'boolean' }, call: { type: 'string' }, args: { type: 'string' } },
    load: () => import('./commands/tools.ts'),
  },
  watch: {
    usage: 'watch',
    summary: 'The list, again after every change',
    positionals: [0, 0],
    load: () => import('./commands/watch.ts'),
  },
  serve: {
    usage: 'serve [--port N] [--no-open]',
    summary: 'The window of MCP Tray in your own browser',
    positionals: [0, 0],
    options: { port: { type: 'string' }, 'no-open': { type: 'boolean' } },
    load: () => import('./commands/serve.ts'),
  },
  recognise: {
    usage: 'recognise (TEXT | -)',
    summary: 'What MCP Tray understands of a pasted text, as JSON',
    positionals: [1, 1],
    load: () => import('./commands/recognise.ts'),
  },
  projects: {
    usage: 'projects (list | add DIR | remove DIR)',
    summary: 'Project folders to look into, besides those the clients know',
    positionals: [1, 2],
    load: () => import('./commands/projects.ts'),
  },
} as const satisfies Record<string, Verb>;

export function findVerb(name: string): Verb | null {
  return Object.hasOwn(VERBS, name) ? VERBS[name as keyof typeof VERBS] : null;
}
