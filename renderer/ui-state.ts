import type { EntryVerb } from './servers/entry-verbs.ts';
import type { ChangeAction } from '../shared/actions.ts';
import type { ClientId, ServerRef, SignInRef } from '../shared/domain.ts';
import type { ChannelOutput } from '../shared/ipc.ts';

export const VIEWS = ['servers', 'sign-ins', 'clients', 'activity', 'settings'] as const;
export type View = (typeof VIEWS)[number];

export type Dialog =
  | { readonly kind: 'change'; readonly action: ChangeAction }
  /** `like`: filled in from that entry. */
  | { readonly kind: 'add'; readonly like?: ServerRef }
  /** `tool-choice` is about the tools listed last. */
  | { readonly kind: 'edit' | 'copy' | 'fix' | 'tool-choice'; readonly ref: ServerRef }
  /** Of a change that took secrets out of a file. */
  | { readonly kind: 'forget'; readonly id: string; readonly title: string }
  /** Other ways for MCP Tray to sign in. */
  | { readonly kind: 'sign-in'; readonly ref: ServerRef; readonly asksClientId: boolean }
  /** One server at all its places, or one place by hand. */
  | { readonly kind: 'sign-in-everywhere' | 'sign-in-guide'; readonly ref: ServerRef }
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  /** A server set up in several places: which one is meant. */
  | { readonly kind: 'choose'; readonly verb: EntryVerb; readonly serverKey: string }
  /** Starting local programs needs a click on what exactly will run. */
  | { readonly kind: 'start'; readonly refs: readonly ServerRef[]; readonly purpose: 'check' | 'tools' }
  | { readonly kind: 'disconnect'; readonly refs: readonly SignInRef[] };

export interface Toast {
  readonly tone: 'done' | 'failed';
  readonly title: string;
  readonly text: string | null;
  /** Change that the Undo button takes back. */
  readonly undo: string | null;
}

export interface ListedTools {
  readonly ref: ServerRef;
  /** The entry's address when the person asked (entryAddress): consent to start a program holds for it only. */
  readonly address: string;
  /** Null while it is awaited. */
  readonly answer: ChannelOutput<'server:tools'> | null;
}

export interface UiState {
  readonly view: View;
  readonly selectedKey: string | null;
  /** On narrow windows the detail pane is a page of its own, open only when asked for. */
  readonly detailOpen: boolean;
  /** Counts up when the detail pane should take the focus. */
  readonly detailFocus: number;
  /** Entry shown in the detail pane; null lets the pane choose. */
  readonly entryRef: ServerRef | null;
  /** The diagnosis shown in the detail pane; a higher `run` asks for it again. */
  readonly diagnosis: { readonly ref: ServerRef; readonly run: number } | null;
  /** The tools listed last. Kept here, so that showing them again never asks the server, or starts it, anew. */
  readonly tools: ListedTools | null;
  /** Entry the host asked to show; opened as soon as a snapshot has it. */
  readonly wantedRef: ServerRef | null;
  readonly query: string;
  readonly onlyNeedsYou: boolean;
  readonly clientFilter: ClientId | null;
  readonly dialog: Dialog | null;
  readonly toast: Toast | null;
}

export const INITIAL_UI: UiState = {
  view: 'servers',
  selectedKey: null,
  detailOpen: false,
  detailFocus: 0,
  entryRef: null,
  diagnosis: null,
  tools: null,
  wantedRef: null,
  query: '',
  onlyNeedsYou: false,
  clientFilter: null,
  dialog: null,
  toast: null,
};

export type UiEvent =
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'select'; readonly key: string }
  | { readonly type: 'open-detail'; readonly key: string; readonly ref?: ServerRef }
  | { readonly type: 'diagnose'; readonly ref: ServerRef }
  | { readonly type: 'tools'; readonly tools: ListedTools }
  | { readonly type: 'show-entry'; readonly ref: ServerRef }
  | { readonly type: 'close-detail' }
  | { readonly type: 'entry'; readonly ref: ServerRef }
  | { readonly type: 'query'; readonly query: string }
  | { readonly type: 'filter'; readonly onlyNeedsYou: boolean }
  | { readonly type: 'client-filter'; readonly client: ClientId | null }
  | { readonly type: 'dialog'; readonly dialog: Dialog }
  | { readonly type: 'close-dialog' }
  | { readonly type: 'toast'; readonly toast: Toast }
  | { readonly type: 'close-toast' };

export function uiReducer(state: UiState, event: UiEvent): UiState {
  switch (event.type) {
    case 'view':
      return { ...state, view: event.view, detailOpen: false, detailFocus: 0 };
    case 'select':
      return event.key === state.selectedKey ? state : { ...state, selectedKey: event.key, entryRef: null };
    case 'open-detail':
      return {
        ...state,
        view: 'servers',
        selectedKey: event.key,
        entryRef: event.ref ?? (event.key === state.selectedKey ? state.entryRef : null),
        detailOpen: true,
        wantedRef: null,
        detailFocus: state.detailFocus + 1,
      };
    case 'show-entry':
      return { ...state, wantedRef: event.ref };
    case 'diagnose':
      return {
        ...state,
        entryRef: event.ref,
        diagnosis: { ref: event.ref, run: (state.diagnosis?.run ?? 0) + 1 },
      };
    case 'tools':
      return isLate(event.tools, state.tools) ? state : { ...state, tools: event.tools };
    case 'close-detail':
      return { ...state, detailOpen: false };
    case 'entry':
      return { ...state, entryRef: event.ref };
    case 'query':
      return { ...state, query: event.query };
    case 'filter':
      return { ...state, onlyNeedsYou: event.onlyNeedsYou };
    case 'client-filter':
      return { ...state, clientFilter: event.client };
    case 'dialog':
      return { ...state, dialog: event.dialog };
    case 'close-dialog':
      return { ...state, dialog: null };
    case 'toast':
      return { ...state, toast: event.toast };
    case 'close-toast':
      return { ...state, toast: null };
  }
}

/** An answer to a question that another one has replaced. */
function isLate(tools: ListedTools, asked: ListedTools | null): boolean {
  return tools.answer !== null && (tools.ref !== asked?.ref || tools.address !== asked.address);
}
