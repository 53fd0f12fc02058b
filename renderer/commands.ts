import type { SignInRoute } from '../shared/attention.ts';
import type { ChangeAction, ChangeReceipt, SignInOptions } from '../shared/actions.ts';
import type { ServerEntry, ServerRef } from '../shared/domain.ts';
import type { AppError } from '../shared/errors.ts';
import { entryAddress } from '../shared/server-groups.ts';
import { COPY } from './copy/copy.ts';
import type { Call } from './link.ts';
import type { UiEvent } from './ui-state.ts';

/** What a person can ask for, apart from how it is asked (button, key, menu, palette). */
export interface Commands {
  /** Shows the preview; nothing is written before the person confirms it there. */
  readonly preview: (action: ChangeAction) => void;
  readonly toggle: (entry: ServerEntry) => void;
  readonly remove: (entry: ServerEntry) => void;
  readonly edit: (entry: ServerEntry) => void;
  readonly copyTo: (entry: ServerEntry) => void;
  readonly addLike: (entry: ServerEntry) => void;
  /** Checks addresses at once; local programs only after their command line was shown. */
  readonly check: (entries: readonly ServerEntry[]) => void;
  readonly startAndCheck: (refs: readonly ServerRef[]) => void;
  /** Lists at once for an address; for a local program only after its command line was shown. */
  readonly listTools: (entry: ServerEntry) => void;
  readonly startAndListTools: (entry: ServerEntry) => void;
  /** `options` are for `own` only. */
  readonly signIn: (ref: ServerRef, via: SignInRoute, options?: SignInOptions) => void;
  readonly signInOtherwise: (entry: ServerEntry, asksClientId?: boolean) => void;
  /** Plans it for every place of the entry's server; nothing opens yet. */
  readonly signInEverywhere: (ref: ServerRef) => void;
  /** How to do it by hand, inside the entry's client. */
  readonly signInByHand: (ref: ServerRef) => void;
  readonly signOut: (ref: ServerRef, via: SignInRoute) => void;
  /** In the system's browser, for a window that cannot open pages itself. */
  readonly openCodePage: (ref: ServerRef) => void;
  readonly cancel: (ref: ServerRef) => void;
  /** Takes a change back at once; for buttons that stand right beside what was done. */
  readonly undoNow: (id: string) => void;
  readonly done: (receipt: ChangeReceipt) => void;
  readonly removeProject: (path: string) => void;
  /** Resolves when the keychain has answered, or did not. */
  readonly checkKeychain: () => Promise<void>;
  /** Opens its client or the client's settings, where its guide offers that. */
  readonly openClient: (ref: ServerRef) => void;
  readonly reveal: (ref: ServerRef) => void;
  readonly revealFile: (path: string) => void;
}

export function createCommands(call: Call, dispatch: (event: UiEvent) => void): Commands {
  const failed = (error: AppError) =>
    dispatch({
      type: 'toast',
      toast: { tone: 'failed', title: error.message, text: error.next, undo: null },
    });
  const preview = (action: ChangeAction) => dispatch({ type: 'dialog', dialog: { kind: 'change', action } });

  async function runCheck(refs: readonly ServerRef[], startPrograms: boolean): Promise<void> {
    const answer = await call('server:check', { refs: [...refs], startPrograms });
    if (!answer.ok) failed(answer.error);
  }

  async function runSignIn(ref: ServerRef, via: SignInRoute, options?: SignInOptions): Promise<void> {
    const answer = await call('sign-in:start', { ref, via, ...(options === undefined ? {} : { options }) });
    if (!answer.ok && answer.error.code !== 'AuthCancelled') failed(answer.error);
  }

  async function runSignOut(ref: ServerRef, via: SignInRoute): Promise<void> {
    const answer = await call('sign-in:end', { ref, via });
    if (!answer.ok) {
      failed(answer.error);
      return;
    }
    const [title = COPY.toast.signedOut, ...rest] = answer.value.sentences;
    dispatch({
      type: 'toast',
      toast: {
        tone: answer.value.complete ? 'done' : 'failed',
        title,
        text: rest.join(' ') || null,
        undo: null,
      },
    });
  }

  async function runUndo(id: string): Promise<void> {
    const answer = await call('change:apply', { action: { kind: 'undo', id }, base: null });
    if (answer.ok) done(answer.value);
    else failed(answer.error);
  }

  function done(receipt: ChangeReceipt): void {
    dispatch({
      type: 'toast',
      toast: {
        tone: 'done',
        title: receipt.title,
        text: receipt.notes.join(' ') || null,
        undo: receipt.id,
      },
    });
  }

  async function runListTools(entry: ServerEntry, startPrograms: boolean): Promise<void> {
    const { ref } = entry;
    const address = entryAddress(entry);
    dispatch({ type: 'tools', tools: { ref, address, answer: null } });
    const answer = await call('server:tools', { ref, startPrograms });
    dispatch({ type: 'tools', tools: { ref, address, answer } });
  }

  async function settle(answer: Promise<{ ok: true } | { ok: false; error: AppError }>): Promise<void> {
    const result = await answer;
    if (!result.ok) failed(result.error);
  }

  return {
    preview,
    toggle(entry) {
      if (entry.enabled && entry.can.disable) preview({ kind: 'disable', ref: entry.ref });
      else if (!entry.enabled && entry.can.enable) preview({ kind: 'enable', ref: entry.ref });
    },
    remove(entry) {
      if (entry.can.remove) preview({ kind: 'remove', ref: entry.ref });
    },
    edit(entry) {
      if (entry.can.edit || entry.can.rename) {
        dispatch({ type: 'dialog', dialog: { kind: 'edit', ref: entry.ref } });
      }
    },
    addLike(entry) {
      if (entry.can.copy) dispatch({ type: 'dialog', dialog: { kind: 'add', like: entry.ref } });
    },
    copyTo(entry) {
      if (entry.can.copy) dispatch({ type: 'dialog', dialog: { kind: 'copy', ref: entry.ref } });
    },
    check(entries) {
      const checkable = entries.filter((entry) => entry.can.check);
      const addresses = checkable.filter((entry) => entry.url !== null).map((entry) => entry.ref);
      const programs = checkable.filter((entry) => entry.url === null).map((entry) => entry.ref);
      if (addresses.length > 0) void runCheck(addresses, false);
      if (programs.length > 0) {
        dispatch({ type: 'dialog', dialog: { kind: 'start', refs: programs, purpose: 'check' } });
      }
    },
    startAndCheck(refs) {
      void runCheck(refs, true);
    },
    listTools(entry) {
      if (entry.url !== null) void runListTools(entry, false);
      else dispatch({ type: 'dialog', dialog: { kind: 'start', refs: [entry.ref], purpose: 'tools' } });
    },
    startAndListTools(entry) {
      void runListTools(entry, true);
    },
    signIn(ref, via, options) {
      void runSignIn(ref, via, options);
    },
    signInOtherwise(entry, asksClientId = false) {
      if (entry.can.ownSignIn) {
        dispatch({ type: 'dialog', dialog: { kind: 'sign-in', ref: entry.ref, asksClientId } });
      }
    },
    signInEverywhere(ref) {
      dispatch({ type: 'dialog', dialog: { kind: 'sign-in-everywhere', ref } });
    },
    signInByHand(ref) {
      dispatch({ type: 'dialog', dialog: { kind: 'sign-in-guide', ref } });
    },
    signOut(ref, via) {
      void runSignOut(ref, via);
    },
    openCodePage(ref) {
      void settle(call('sign-in:open-page', { ref }));
    },
    cancel(ref) {
      void settle(call('sign-in:cancel', { ref }));
    },
    undoNow(id) {
      dispatch({ type: 'close-toast' });
      void runUndo(id);
    },
    done,
    removeProject(path) {
      void settle(call('project:remove', { path }));
    },
    async checkKeychain() {
      await settle(call('keychain:check', null));
    },
    openClient(ref) {
      void settle(call('client:open', { ref }));
    },
    reveal(ref) {
      void settle(call('file:reveal', { ref }));
    },
    revealFile(path) {
      void settle(call('file:reveal', { path }));
    },
  };
}
