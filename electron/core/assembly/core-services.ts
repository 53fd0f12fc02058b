import type { ServerEntry } from '../../../shared/domain.ts';
import type { SignInRound } from '../../../shared/sign-in-round.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import type { HostEnv } from '../host-env.ts';
import { onUse } from '../on-use.ts';
import type { Ports } from '../ports.ts';
import { createChecker } from '../services/checker.ts';
import type { Checker } from '../services/checker.ts';
import { createClientOpener } from '../services/client-opener.ts';
import type { ClientOpener } from '../services/client-opener.ts';
import type { DisconnectService } from '../services/disconnect.ts';
import { createDoctor } from '../services/doctor.ts';
import type { Doctor } from '../services/doctor.ts';
import { createOperations } from '../services/operations.ts';
import type { Operations } from '../services/operations.ts';
import { createSessionSignIns } from '../services/session-sign-ins.ts';
import type { SessionSignIns } from '../services/session-sign-ins.ts';
import { createSignInDesk } from '../services/sign-in-desk.ts';
import type { SignInDesk } from '../services/sign-in-desk.ts';
import { createSignInService } from '../services/sign-in.ts';
import type { SignInService } from '../services/sign-in.ts';
import { createToolDesk } from '../services/tool-desk.ts';
import type { ToolDesk } from '../services/tool-desk.ts';
import { createToolOpener } from '../services/tool-opener.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import type { CoreFiles } from './core-files.ts';
import type { CoreSignIns } from './core-sign-ins.ts';

/** What a person can have done to a server. */
export interface CoreServices {
  readonly operations: Operations;
  readonly checker: Checker;
  readonly signIns: SignInService;
  readonly desk: SignInDesk;
  readonly opener: ClientOpener;
  readonly disconnect: DisconnectService;
  readonly doctor: Doctor;
  readonly sessions: SessionSignIns;
  readonly tools: ToolDesk;
}

export function createCoreServices(options: {
  readonly env: HostEnv;
  readonly ports: Ports;
  readonly files: CoreFiles;
  readonly credentials: CoreSignIns;
  readonly snapshot: () => Snapshot;
  readonly isInstalled: (client: string) => boolean;
  readonly keepRound: (round: SignInRound | null) => void;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}): CoreServices {
  const { env, ports, credentials, snapshot, keepRound, onChange, signal } = options;
  const { adapterOf, entries, expands, resolvedUrl } = options.files;
  const { engine, failures, gate, stores } = credentials;
  const { now } = ports;
  const shown = (): readonly ServerEntry[] => snapshot().entries;
  const operations = createOperations({ now, onChange });
  const checker = createChecker({ env, ports, engine: gate.tokens, expands, onChange });
  const { showUrl } = ports;
  const signIns = createSignInService({ env, engine, adapterOf, resolvedUrl, stores, showUrl });
  const opener = createClientOpener({
    env,
    adapterOf,
    isInstalled: options.isInstalled,
    openApp: ports.openApp,
  });
  const desk = createSignInDesk({
    signIns,
    operations,
    checker,
    adapterOf,
    opens: (entry) => opener.offer(entry),
    readSignIns: () => credentials.read({ always: true }),
    sees: (entry) => stores.sees(entry),
    entries,
    shown,
    onChange,
    keepRound,
    signal,
  });
  const disconnect = onUse(async () => {
    const { createDisconnectService } = await import('../services/disconnect.ts');
    return createDisconnectService({
      env,
      ports,
      engine,
      stores: SIGN_IN_STORES,
      reader: stores,
      signIns,
      operations,
      snapshot,
      entries,
      resolvedUrl,
      signal,
    });
  });
  const open = createToolOpener({ env, ports, engine, expands });
  const sessions = createSessionSignIns({
    open,
    targetKey: (entry) => checker.dialled(entry).key,
    now,
    onChange,
  });
  const doctor = createDoctor({
    env,
    ports,
    engine,
    failures,
    expands,
    adapterOf,
    authOf: (ref) => shown().find((entry) => entry.ref === ref)?.auth ?? null,
    connectionOf: (entry) => checker.record(entry)?.connection ?? null,
    signal,
  });
  return {
    operations,
    checker,
    signIns,
    desk,
    opener,
    disconnect: async (refs) => (await disconnect())(refs),
    doctor,
    sessions,
    tools: createToolDesk({ open, held: (entry) => sessions.server(entry), now }),
  };
}
