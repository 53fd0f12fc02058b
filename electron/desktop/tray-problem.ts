import { problemWords, signInOffer } from '../../shared/attention.ts';
import { ownerNames } from '../../shared/selectors.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { untilTime } from '../../shared/time-words.ts';
import { menuLabel } from './menu-label.ts';
import type { TrayItem } from './tray-model.ts';

/** "△ kfuse — Codex: sign in", which signs in; "⊠ kubernetes — Certificate problem", which shows it. */
export function problemRow(group: ServerGroup, snapshot: Snapshot, now: number): TrayItem {
  const mark = group.shape === 'broken' ? '⊠' : '△';
  const label = (text: string) => menuLabel(`${mark} ${group.name} — ${text}`);
  const running = snapshot.operations.find(
    (operation) => operation.kind !== 'check' && group.entries.some((entry) => entry.ref === operation.ref),
  );
  if (running !== undefined) {
    return { kind: 'row', label: label(running.phase), action: { kind: 'show', ref: running.ref } };
  }
  const offer = group.shape === 'broken' ? null : signInOffer(group.entries);
  if (offer !== null) {
    const { entry, via } = offer;
    const { state, expiresAt } = entry.auth;
    const before =
      state === 'expires-soon' && expiresAt !== null ? ` before ${untilTime(expiresAt, now)}` : '';
    const who = `${via === 'client' ? `${ownerNames(snapshot)(entry.client)}: ` : ''}sign in${before}`;
    return { kind: 'row', label: label(who), action: { kind: 'sign-in', ref: entry.ref, via } };
  }
  const { ref, words } = problemWords(group);
  return { kind: 'row', label: label(words), action: { kind: 'show', ref } };
}
