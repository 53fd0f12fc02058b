import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { appLink } from '../clients/app-link.ts';
import type { ClientAdapter, ClientOpening } from '../clients/types.ts';
import { findBinary } from '../config/detect.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { HostEnv } from '../host-env.ts';
import { launchFirst } from '../launch-app.ts';
import type { Launch } from '../launch-app.ts';
import type { Ports } from '../ports.ts';
import { childEnvironment, launchable } from '../sign-ins/launch.ts';

/** Opens an entry's client, or its settings, on a click. */
export interface ClientOpener {
  /** What `open` would open, as a button says it; null where nothing can be opened. */
  offer(entry: InventoryEntry): string | null;
  /** Unsupported where nothing can be opened, NotInstalled where the system knows no app for it. */
  open(entry: InventoryEntry): Promise<Result<null>>;
}

interface Way {
  readonly label: string;
  readonly link: string | null;
  readonly start: { readonly launch: Launch; readonly binaryPath: string } | null;
}

export function createClientOpener(options: {
  env: HostEnv;
  adapterOf: (entry: InventoryEntry) => ClientAdapter;
  isInstalled: (client: string) => boolean;
  /** Of the host; absent where there is no desktop. */
  openApp: Ports['openApp'];
}): ClientOpener {
  const { env, openApp } = options;

  function wayOf(entry: InventoryEntry): Way | null {
    const adapter = options.adapterOf(entry);
    if (openApp === undefined || adapter.elsewhere === true || !options.isInstalled(adapter.id)) return null;
    const { path: file } = entry.location;
    const opening = adapter.opens?.({ platform: env.platform, file, line: entry.line }) ?? null;
    if (opening === null) return null;
    const link = opening.link !== undefined && appLink(opening.link).ok ? opening.link : null;
    const start = startOf(opening);
    return link === null && start === null ? null : { label: opening.label, link, start };
  }

  function startOf({ program }: ClientOpening): Way['start'] {
    const binaryPath = program === undefined ? null : findBinary(env, program.names);
    if (program === undefined || binaryPath === null) return null;
    const ready = launchable(env, binaryPath, program.args);
    if (ready === null) return null;
    const verbatim = ready.verbatim ? ({ verbatim: true } as const) : {};
    return { binaryPath, launch: { program: ready.file, args: ready.args, ...verbatim } };
  }

  return {
    offer: (entry) => wayOf(entry)?.label ?? null,
    async open(entry) {
      const way = wayOf(entry);
      const { name } = options.adapterOf(entry);
      if (way === null || openApp === undefined) {
        return fail('Unsupported', `MCP Tray cannot open ${name} here.`, { next: `Open ${name} yourself.` });
      }
      const { link, start } = way;
      // Only installers register schemes on Linux, and a program that was unpacked has none.
      if (start !== null && (env.platform === 'linux' || link === null)) {
        if (await launchFirst([start.launch], childEnvironment(env, start.binaryPath))) return ok(null);
      }
      if (link !== null) return openApp(link);
      return fail('NotInstalled', `${name} could not be started.`, { next: `Open ${name} yourself.` });
    },
  };
}
