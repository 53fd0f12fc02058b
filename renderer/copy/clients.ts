import { plural } from './words.ts';

export const CLIENTS = {
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
    unread: 'not looked at yet',
  },
  reveal: (path: string) => `Show ${path} in its folder`,
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
} as const;

export const UNREAD = {
  title: (client: string) => `The servers of ${client} were not looked at yet.`,
  text: 'Your system may ask whether MCP Tray may read the files of other apps. Once you allow it, they are kept up to date here.',
  look: 'Look now',
  lookAt: (client: string) => `Look at the servers of ${client}`,
  looking: 'Looking…',
} as const;

export const ACTIVITY = {
  intro:
    'Everything MCP Tray changed in your clients’ files. Each change can be taken back as long as the entry was not changed again.',
  empty: 'No changes yet',
  emptyText: 'Whatever you add, change, disable or remove is listed here, with Undo.',
  undone: 'undone',
  undoTitle: (title: string) => `Undo: ${title}`,
  redoTitle: (title: string) => `Do again: ${title}`,
} as const;
