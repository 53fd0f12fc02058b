import { ACTION, CHANGE, COPYING } from './actions.ts';
import { ADD } from './add.ts';
import { ACTIVITY, CLIENTS, UNREAD } from './clients.ts';
import { DETAIL } from './detail.ts';
import { EDIT } from './edit.ts';
import { EVERYWHERE, GUIDE } from './everywhere.ts';
import { FINDINGS, FIX, FORGET } from './findings.ts';
import { HELP, PALETTE } from './keyboard.ts';
import { CHOOSE, LIST, ROW } from './list.ts';
import { OTHER_WAYS } from './other-ways.ts';
import { SESSION } from './session.ts';
import { SETTINGS } from './settings.ts';
import { DISCONNECT, SIGN_INS } from './sign-ins.ts';
import { TOOL_CHOICE } from './tool-choice.ts';
import { START, TOOLS } from './tools.ts';
import { ANNOUNCE, CHECKS_REST, CRASH, KEYCHAIN, KEYCHAIN_IS, LINK, PROBLEMS } from './window.ts';
import { plural } from './words.ts';

export { SCOPE_SHORT, SCOPE_WORDS, TRANSPORT_WORDS, VIEW_WORDS } from './words.ts';

/** Every sentence of the window that does not come from a state (shared/state-words.ts) or an error. */
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
  toast: { signedOut: 'Signed out.' },
  keychainIs: KEYCHAIN_IS,
  checksRest: CHECKS_REST,
  link: LINK,
  list: LIST,
  row: ROW,
  action: ACTION,
  detail: DETAIL,
  findings: FINDINGS,
  fix: FIX,
  forget: FORGET,
  change: CHANGE,
  edit: EDIT,
  copy: COPYING,
  choose: CHOOSE,
  otherWays: OTHER_WAYS,
  everywhere: EVERYWHERE,
  guide: GUIDE,
  session: SESSION,
  tools: TOOLS,
  toolChoice: TOOL_CHOICE,
  start: START,
  add: ADD,
  signIns: SIGN_INS,
  disconnect: DISCONNECT,
  clients: CLIENTS,
  unread: UNREAD,
  problems: PROBLEMS,
  keychain: KEYCHAIN,
  activity: ACTIVITY,
  settings: SETTINGS,
  crash: CRASH,
  palette: PALETTE,
  help: HELP,
  announce: ANNOUNCE,
} as const;
