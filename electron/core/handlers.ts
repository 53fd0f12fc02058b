import type { ChangeAction, ChangePreview, SignOutReceipt } from '../../shared/actions.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { PauseUntil } from '../../shared/pause.ts';
import { signInsToEnd } from '../../shared/selectors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { ChangeEngine } from './config/changes.ts';
import type { Inventory, InventoryEntry } from './config/inventory.ts';
import type { Projects } from './config/projects.ts';
import type { Ports } from './ports.ts';
import type { Checker } from './services/checker.ts';
import type { ClientOpener } from './services/client-opener.ts';
import type { DisconnectService } from './services/disconnect.ts';
import type { Doctor } from './services/doctor.ts';
import type { OperationHandle, Operations } from './services/operations.ts';
import type { SessionSignIns } from './services/session-sign-ins.ts';
import type { SignInDesk } from './services/sign-in-desk.ts';
import type { SignInService } from './services/sign-in.ts';
import type { ToolDesk } from './services/tool-desk.ts';
import { maskedSource, secretValue } from './services/secret-value.ts';

export interface HandlerParts {
  readonly ports: Ports;
  readonly inventory: Inventory;
  readonly changes: ChangeEngine;
  readonly projects: Projects;
  readonly checker: Checker;
  readonly signIns: SignInService;
  readonly desk: SignInDesk;
  readonly opener: ClientOpener;
  readonly setWslHomes: (homes: readonly string[]) => Promise<Result<null>>;
  /** Reads a client's files from now on, which may raise the system's dialog. */
  readonly lookAtClient: (client: string) => Promise<Result<null>>;
  readonly look: (owner: string, key: string | undefined) => Promise<Result<null>>;
  readonly operations: Operations;
  readonly disconnect: DisconnectService;
  readonly doctor: Doctor;
  readonly tools: ToolDesk;
  readonly sessions: SessionSignIns;
  readonly snapshot: () => Snapshot;
  /** After files changed by us: read them again and show them. */
  readonly afterChange: () => Promise<void>;
  /** A person asks for the keychain, so it may ask for their password. */
  readonly checkKeychain: () => Promise<void>;
  /** After a check: read again what it may have told about sign-ins. */
  readonly afterCheck: () => Promise<void>;
  /** After a sign-in or sign-out: read token stores and the keychain again. */
  readonly afterSignIn: () => Promise<void>;
  /** Null: they go on. */
  readonly pauseChecks: (until: PauseUntil | null) => Promise<void>;
  readonly stopSignal: AbortSignal;
}

type ChangeBase = ChangePreview['base'] | null;

/** The whole surface of the core, as the hosts and the command line call it. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { changes, checker, inventory, operations, ports, projects, signIns } = parts;
  const { rounds } = parts.desk;

  function find(ref: string): Result<InventoryEntry> {
    const entry = inventory.state().entries.find((one) => one.ref === ref);
    return entry === undefined ? fail('EntryNotFound', `There is no server "${ref}" any more.`) : ok(entry);
  }

  async function withEntry<T>(
    ref: string,
    work: (entry: InventoryEntry) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const entry = find(ref);
    return entry.ok ? work(entry.value) : entry;
  }

  /** Its records are revoked where that is possible, then ended by the client itself. */
  async function endWithClient(entry: InventoryEntry): Promise<Result<SignOutReceipt>> {
    const records = parts
      .snapshot()
      .signIns.filter(({ owner, entries }) => owner === entry.location.client && entries.includes(entry.ref));
    if (records.length === 0) {
      return operations.run('sign-out', entry.ref, (handle) => signIns.end(entry, 'client', handle));
    }
    const receipts = await parts.disconnect(records.map(({ ref }) => ref));
    return ok({
      sentences: receipts.flatMap(({ sentences }) => sentences),
      complete: receipts.every(({ complete }) => complete),
    });
  }

  /**
   * Removing an entry takes away the name its client would need to sign out: so sign out first, but not for a
   * removal that is going to be refused.
   */
  async function signOutBefore(action: ChangeAction, base: ChangeBase): Promise<readonly string[]> {
    if (action.kind !== 'remove' || action.signOut !== true) return [];
    const shown = parts.snapshot().entries.find(({ ref }) => ref === action.ref);
    const records = shown === undefined ? [] : signInsToEnd(parts.snapshot(), shown);
    if (records.length === 0) return [];
    const will = await changes.mayApply(action, base);
    if (!will.ok) return [];
    const receipts = await parts.disconnect(records.map(({ ref }) => ref));
    return receipts.map(({ sentences }) => `Its sign-in: ${sentences.join(' ')}`);
  }

  /** Only a file that stands in the snapshot: the window cannot have any other path opened. */
  async function revealKnown(path: string): Promise<Result<null>> {
    if (parts.snapshot().files.some((file) => file.path === path)) return ports.revealPath(path);
    return fail('InvalidRequest', 'This is not a file of any client.');
  }

  /** The window names whose code it means, never an address; both addresses were checked when the code came. */
  async function openCodePage(ref: string): Promise<Result<null>> {
    const shown = [...operations.running(), ...parts.sessions.views()];
    const code = shown.find((one) => one.ref === ref && one.code !== null)?.code ?? null;
    if (code === null) return fail('InvalidRequest', 'No code is shown for this server any more.');
    const opened = await ports.openUrl(code.verificationUriComplete ?? code.verificationUri);
    return opened.ok ? ok(null) : opened;
  }

  async function check(refs: readonly string[], startPrograms: boolean): Promise<Result<null>> {
    const wanted = new Set(refs);
    const entries = inventory.state().entries.filter((entry) => wanted.has(entry.ref));
    if (entries.length === 0) return fail('EntryNotFound');
    await checker.check(entries, { startPrograms, signal: parts.stopSignal });
    await parts.afterCheck();
    return ok(null);
  }

  return {
    'snapshot:get': async () => ok(parts.snapshot()),
    'change:preview': ({ action }) => changes.preview(action),
    'change:apply': async ({ action, base }) => {
      const notes = await signOutBefore(action, base);
      const result = await changes.apply(action, base);
      await parts.afterChange();
      return result.ok ? ok({ ...result.value, notes: [...notes, ...result.value.notes] }) : result;
    },
    'history:forget': async ({ id }) => {
      const result = await changes.forget(id);
      await parts.afterChange();
      return result;
    },
    'secret:copy': ({ ref, ...asked }) =>
      withEntry(ref, async (entry) => {
        const value = secretValue(inventory, entry, asked);
        if (!value.ok) return value;
        if (ports.clipboard === undefined) {
          return fail('Unsupported', 'There is no clipboard here that MCP Tray can use.', {
            next: `Copy the value from ${entry.location.path} before you change it.`,
          });
        }
        return ports.clipboard.copy(value.value);
      }),
    'paste:recognise': async ({ text }) => {
      const { recognise } = await import('./add/recognise.ts');
      return ok(recognise(text));
    },
    'server:check': ({ refs, startPrograms }) => check(refs, startPrograms),
    'checks:pause': async ({ until }) => {
      await parts.pauseChecks(until);
      return ok(null);
    },
    'server:doctor': ({ ref, accessToken }) =>
      withEntry(ref, (entry) => parts.doctor.examine(entry, accessToken ?? null)),
    'server:tools': ({ ref, startPrograms }) =>
      withEntry(ref, async (entry) => {
        const result = await parts.tools.list(entry, { startPrograms, signal: parts.stopSignal });
        if (result.ok) {
          checker.noteTools(
            entry,
            result.value.tools.map(({ name }) => name),
          );
        }
        await parts.afterSignIn();
        return result;
      }),
    'server:call-tool': ({ ref, ...call }) =>
      withEntry(ref, async (entry) => {
        const work = (handle: OperationHandle) => parts.tools.call(entry, call, handle);
        const result = await operations.run('tool-call', ref, work);
        await parts.afterSignIn();
        return result;
      }),
    'server:cancel-call': async ({ ref }) =>
      operations.cancel(ref, 'tool-call')
        ? ok(null)
        : fail('InvalidRequest', 'No tool of this server is being called.'),
    'server:text': ({ ref }) =>
      withEntry(ref, async (entry) =>
        ok({
          text: maskedSource(inventory, entry),
          path: entry.location.path,
          line: entry.line,
        }),
      ),
    'sign-in:start': ({ ref, via, options }) =>
      withEntry(ref, async (entry) => {
        // With it comes the contract's schema, which no other command of the terminal needs.
        const { signInWay } = await import('./services/sign-in-way.ts');
        const way = signInWay(via, options);
        if (!way.ok) return way;
        if (rounds.busy()) {
          return fail('InvalidRequest', 'A round of sign-ins is under way.', {
            next: 'Wait for it, or stop it; two browsers at once would only confuse.',
          });
        }
        return parts.desk.signIn(entry, way.value);
      }),
    'wsl:set': ({ homes }) => parts.setWslHomes(homes),
    'client:look': ({ client }) => parts.lookAtClient(client),
    'sign-in:look': async ({ owner, key }) => {
      const result = await parts.look(owner, key);
      await parts.afterSignIn();
      return result;
    },
    'sign-in:guide': ({ ref }) => withEntry(ref, async (entry) => ok(parts.desk.guideOf(entry))),
    'client:open': ({ ref }) => withEntry(ref, (entry) => parts.opener.open(entry)),
    'sign-in-round:open': async ({ ref }) => rounds.open(ref),
    'sign-in-round:start': () => rounds.start(),
    'sign-in-round:step': async ({ id, what }) => (what === 'skip' ? rounds.skip(id) : rounds[what](id)),
    'sign-in-round:stop': async () => rounds.stop(),
    'sign-in-round:forget': async () => rounds.forget(),
    'session-sign-in:start': ({ ref, ...wish }) =>
      withEntry(ref, (entry) => parts.sessions.start(entry, wish)),
    'session-sign-in:check': ({ ref }) => withEntry(ref, (entry) => parts.sessions.check(entry)),
    'session-sign-in:end': async ({ ref }) => {
      await parts.sessions.end(ref);
      return ok(null);
    },
    'sign-in:open-page': ({ ref }) => openCodePage(ref),
    'sign-in:cancel': async ({ ref }) =>
      operations.cancel(ref) ? ok(null) : fail('InvalidRequest', 'No sign-in is running for this server.'),
    'sign-in:end': ({ ref, via }) =>
      withEntry(ref, async (entry) => {
        const result = await (via === 'client'
          ? endWithClient(entry)
          : operations.run('sign-out', ref, (handle) => signIns.end(entry, via, handle)));
        await parts.afterSignIn();
        await checker.check([entry], { startPrograms: false, signal: parts.stopSignal });
        return result;
      }),
    'sign-in:disconnect': async ({ refs }) => {
      const receipts = await parts.disconnect(refs);
      await parts.afterSignIn();
      return ok({ receipts });
    },
    'keychain:check': async () => {
      await parts.checkKeychain();
      return ok(null);
    },
    'project:add': async ({ path }) => {
      const result = await projects.add(path);
      if (result.ok) await parts.afterChange();
      return result;
    },
    'project:remove': async ({ path }) => {
      const result = await projects.remove(path);
      if (result.ok) await parts.afterChange();
      return result;
    },
    'project:choose': () => ports.chooseFolder(),
    'file:reveal': (input) =>
      'ref' in input
        ? withEntry(input.ref, (entry) => ports.revealPath(entry.location.path))
        : revealKnown(input.path),
  };
}
