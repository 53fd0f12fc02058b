import type { ChangeAction } from '../../../shared/actions.ts';
import type { ClientId } from '../../../shared/domain.ts';
import type { ClientAdapter } from '../clients/types.ts';
import type { ChangeEngine } from '../config/changes.ts';
import type { History } from '../config/history.ts';
import { clientOfRef } from '../config/refs.ts';
import type { HostEnv } from '../host-env.ts';
import { listPrograms } from './programs.ts';
import { sessionsOf } from './sessions.ts';

/**
 * Previews that also say which client should be quit first, because it runs and may put its own copy of the file
 * back. Programs are looked at only for clients that are known for it.
 */
export function guardedPreview(options: {
  readonly changes: Pick<ChangeEngine, 'preview'>;
  readonly env: Pick<HostEnv, 'platform' | 'vars'>;
  readonly adapters: readonly ClientAdapter[];
  readonly history: Pick<History, 'records'>;
  readonly signal: AbortSignal;
}): ChangeEngine['preview'] {
  const { changes, env, adapters, history, signal } = options;

  async function warnings(action: ChangeAction): Promise<readonly string[]> {
    const clients = new Set(clientsOfAction(action, history));
    const concerned = adapters.filter(({ id, quitFirst }) => clients.has(id) && quitFirst !== undefined);
    const programs = concerned.length === 0 ? [] : ((await listPrograms(env, signal)) ?? []);
    return concerned
      .filter(({ processes }) => sessionsOf(programs, processes ?? [], env.platform).length > 0)
      .flatMap(({ quitFirst }) => quitFirst ?? []);
  }

  return async (action) => {
    const preview = await changes.preview(action);
    if (!preview.ok || preview.value.files.length === 0) return preview;
    const notes = [...(await warnings(action)), ...preview.value.notes];
    return { ok: true, value: { ...preview.value, notes } };
  };
}

function clientsOfAction(action: ChangeAction, history: Pick<History, 'records'>): readonly ClientId[] {
  if (action.kind === 'add' || action.kind === 'copy') return action.targets.map(({ client }) => client);
  if (action.kind !== 'undo' && action.kind !== 'redo') return clientsOfRefs([action.ref]);
  const { id } = action;
  const records = history.records();
  const record =
    id === null
      ? records.findLast((one) => one.kind !== 'undo' && !one.undone)
      : records.find((one) => one.id === id);
  return clientsOfRefs(record?.refs ?? []);
}

function clientsOfRefs(refs: readonly string[]): readonly ClientId[] {
  return refs.flatMap((ref) => clientOfRef(ref) ?? []);
}
