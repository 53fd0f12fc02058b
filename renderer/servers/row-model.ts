import { signInApplies, signInByHand, signInOffer } from '../../shared/attention.ts';
import type { SignInRoute } from '../../shared/attention.ts';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { CONNECTION_COPY } from '../../shared/state-words.ts';
import type { StateWords } from '../../shared/state-words.ts';
import {
  entryAuthWords,
  entryConnectionWords,
  entryStatus,
  settledState,
} from '../../shared/entry-status.ts';
import { authSpeaker, connectionSpeaker } from '../../shared/server-groups.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { OperationView } from '../../shared/snapshot.ts';
import { COPY } from '../copy/copy.ts';

/** The one thing a row offers to do, or null when nothing is to be done. */
export type RowAction =
  | { readonly kind: 'cancel'; readonly ref: ServerRef }
  | { readonly kind: 'sign-in'; readonly entry: ServerEntry; readonly via: SignInRoute }
  /** Only inside its client. */
  | { readonly kind: 'guide'; readonly entry: ServerEntry }
  | { readonly kind: 'diagnose'; readonly entry: ServerEntry }
  | { readonly kind: 'enable'; readonly entry: ServerEntry }
  | { readonly kind: 'check'; readonly entries: readonly ServerEntry[] }
  | { readonly kind: 'details' };

/** Places where a sign-in of the client counts; with two, signing in everywhere is worth offering. */
export function placesToSignIn(group: ServerGroup): readonly ServerEntry[] {
  return group.entries.filter((entry) => entry.can.ownSignIn && signInApplies(entry));
}

export function rowAction(group: ServerGroup, operations: readonly OperationView[]): RowAction | null {
  const running = operationsOf(group, operations);
  const cancellable = running.find((operation) => operation.kind === 'sign-in' && operation.cancellable);
  if (cancellable !== undefined) return { kind: 'cancel', ref: cancellable.ref };
  if (running.length > 0) return null;

  const active = group.entries.filter((entry) => entryStatus(entry) === 'active');
  if (group.shape === 'disabled') {
    const enableable = group.entries.filter((entry) => entry.can.enable && !entry.enabled);
    const [only] = enableable;
    return enableable.length === 1 && only !== undefined
      ? { kind: 'enable', entry: only }
      : { kind: 'details' };
  }
  const broken = active.find((entry) => CONNECTION_COPY[settledState(entry.connection)].shape === 'broken');
  if (broken !== undefined && broken.can.check) return { kind: 'diagnose', entry: broken };
  const offer = signInOffer(active);
  if (offer !== null) return { kind: 'sign-in', ...offer };
  const byHand = signInByHand(active);
  if (byHand !== null) return { kind: 'guide', entry: byHand };
  if (group.needsYou) return { kind: 'details' };
  const checkable = active.filter(
    (entry) => entry.can.check && ['unknown', 'skipped'].includes(entry.connection.state),
  );
  return group.shape === 'unknown' && checkable.length > 0 ? { kind: 'check', entries: checkable } : null;
}

export function operationsOf(
  group: ServerGroup,
  operations: readonly OperationView[],
): readonly OperationView[] {
  if (operations.length === 0) return [];
  const refs = new Set(group.entries.map((entry) => entry.ref));
  return operations.filter((operation) => refs.has(operation.ref));
}

export interface RowWords {
  readonly connection: StateWords | null;
  readonly auth: StateWords | null;
  /** Both in one cell, the louder first; for narrow lists. */
  readonly folded: StateWords | null;
}

interface RowWordsOptions {
  readonly now: number;
  readonly ownerName: (owner: string) => string;
  readonly operations: readonly OperationView[];
}

/** What a row says about its two facts. Running operations speak in the place of the fact they will change. */
export function rowWords(group: ServerGroup, options: RowWordsOptions): RowWords {
  const running = operationsOf(group, options.operations);
  const connection = running.some((operation) => operation.kind === 'check')
    ? ({ title: CONNECTION_COPY.checking.title, detail: null, tone: 'quiet' } as const)
    : connectionOf(group, options);
  const auth = authOf(group, running, options);
  return { connection, auth, folded: fold(connection, auth) };
}

function connectionOf(group: ServerGroup, options: RowWordsOptions): StateWords | null {
  const speaker = connectionSpeaker(group);
  if (speaker === null) return null;
  const words = entryConnectionWords(speaker, options);
  const place = options.ownerName(speaker.client);
  return entryStatus(speaker) === 'active' || group.entries.length === 1
    ? words
    : { ...words, detail: place };
}

function authOf(
  group: ServerGroup,
  running: readonly OperationView[],
  options: RowWordsOptions,
): StateWords | null {
  const operation = running.find(({ kind }) => kind === 'sign-in' || kind === 'sign-out');
  if (operation !== undefined) {
    const title = operation.kind === 'sign-in' ? COPY.row.signingIn : COPY.row.signingOut;
    return { title, detail: operation.phase, tone: 'quiet' };
  }
  const speaker = authSpeaker(group);
  if (speaker === null) return null;
  const words = entryAuthWords(speaker, options);
  if (words === null || words.tone !== 'attention' || group.entries.length === 1) return words;
  const place = COPY.row.inClient(options.ownerName(speaker.client));
  return { ...words, detail: words.detail === null ? place : `${place} · ${words.detail}` };
}

function fold(connection: StateWords | null, auth: StateWords | null): StateWords | null {
  if (connection === null || auth === null) return connection ?? auth;
  const connectionLoud = connection.tone === 'broken' || connection.tone === 'attention';
  return auth.tone === 'attention' && !connectionLoud
    ? { title: auth.title, detail: connection.title, tone: auth.tone }
    : { title: connection.title, detail: auth.title, tone: connection.tone };
}
