import { Activity, KeyRound, Laptop, Server, Settings } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { COPY, VIEW_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { VIEWS } from '../ui-state.ts';
import type { View } from '../ui-state.ts';
import { AppMark } from './app-mark.tsx';

const ICONS = {
  servers: Server,
  'sign-ins': KeyRound,
  clients: Laptop,
  activity: Activity,
  settings: Settings,
} as const satisfies Record<View, LucideIcon>;

interface Count {
  readonly text: string;
  readonly loud: boolean;
}

/** Views with their counts; below 40 rem only the icons stay, with a dot where something waits. */
export function Sidebar() {
  const { ui, dispatch, snapshot } = useApp();
  const counts = useCounts();
  const pausedBy = snapshot.background?.pausedBy ?? null;
  const rest = pausedBy === null ? null : COPY.checksRest[pausedBy];
  const watched = snapshot.files.filter((file) => file.state !== 'missing').length;
  const installed = snapshot.clients.filter((client) => client.installed).length;
  return (
    <nav
      aria-label={COPY.navigation}
      className="flex w-44 shrink-0 flex-col border-r border-hairline bg-side p-2.5 max-rail:w-12 max-rail:p-1.5"
    >
      <p className="mb-3 flex h-8 items-center gap-2 px-2 font-semibold max-rail:px-1.5">
        <AppMark />
        <span className="max-rail:sr-only">{COPY.app}</span>
      </p>
      <ul className="flex flex-col gap-0.5">
        {VIEWS.map((view) => {
          const Icon = ICONS[view];
          const count = counts[view];
          return (
            <li key={view}>
              <button
                type="button"
                aria-current={ui.view === view ? 'page' : undefined}
                title={VIEW_WORDS[view]}
                onClick={() => dispatch({ type: 'view', view })}
                className="relative flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-muted hover:bg-hover aria-[current=page]:bg-raised aria-[current=page]:font-semibold aria-[current=page]:text-ink max-rail:justify-center max-rail:px-0"
              >
                <Icon className="size-4 shrink-0" aria-hidden="true" />
                <span className="flex-1 max-rail:sr-only">{VIEW_WORDS[view]}</span>
                {count !== undefined && <CountBadge count={count} />}
              </button>
            </li>
          );
        })}
      </ul>
      <div className="mt-auto flex flex-col gap-0.5 px-2 pb-1 text-xs text-muted max-rail:hidden">
        <span>{COPY.filesWatched(installed, watched)}</span>
        {rest !== null && <span>{rest}</span>}
        <span>{COPY.keychainIs[snapshot.keychain.state](snapshot.keychain.name)}</span>
      </div>
    </nav>
  );
}

function CountBadge({ count }: { readonly count: Count }) {
  return (
    <span
      className={`rounded-full text-xs tabular-nums max-rail:absolute max-rail:top-0 max-rail:right-0 ${count.loud ? 'bg-attention-soft px-1.5 py-px font-semibold text-attention' : 'max-rail:hidden'}`}
    >
      {count.text}
    </span>
  );
}

function useCounts(): Partial<Record<View, Count>> {
  const { groups, snapshot } = useApp();
  const waiting = groups.filter((group) => group.needsYou).length;
  const stale = snapshot.signIns.filter((signIn) => signIn.stale !== null).length;
  return {
    servers: waiting > 0 ? { text: String(waiting), loud: true } : quiet(groups.length),
    'sign-ins': stale > 0 ? { text: COPY.signIns.stale(stale), loud: false } : quiet(snapshot.signIns.length),
    clients: quiet(snapshot.clients.filter((client) => client.installed).length),
  };
}

function quiet(amount: number): Count {
  return { text: String(amount), loud: false };
}
