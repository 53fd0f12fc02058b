import { signInHelps } from '../../shared/attention.ts';
import type { ServerEntry, SignIn } from '../../shared/domain.ts';
import { authNeedsYou } from '../../shared/state-words.ts';
import type { Shape } from '../../shared/state-words.ts';
import { endedWords, untilTime } from '../../shared/time-words.ts';
import { AppMark } from '../components/app-mark.tsx';
import { Button } from '../components/button.tsx';
import { ClientMark } from '../components/client-mark.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

interface SignInRowProps {
  readonly signIn: SignIn;
  readonly now: number;
  readonly chosen: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly onDisconnect: () => void;
}

/** One record: where it leads, who keeps it, how long it lives, who uses it. */
export function SignInRow({ signIn, now, chosen, onChoose, onDisconnect }: SignInRowProps) {
  const { snapshot, ownerName, dispatch, commands } = useApp();
  const owner = snapshot.clients.find(({ id }) => id === signIn.owner);
  const entries = snapshot.entries.filter(({ ref }) => signIn.entries.includes(ref));
  const again = toSignInFor(signIn, entries);
  const via = signIn.owner === 'mcp-tray' ? 'own' : again?.can.clientSignIn === true ? 'client' : null;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_10rem_12rem_7rem] gap-x-4 gap-y-1 border-b border-hairline py-3 max-pane:grid-cols-[minmax(0,1fr)_auto]">
      <span className="flex min-w-0 gap-3 max-pane:row-start-1">
        <input
          type="checkbox"
          className="mt-1 shrink-0 self-start"
          aria-label={COPY.signIns.select(signIn.server, ownerName(signIn.owner))}
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
        />
        <span className="pt-0.5">
          <ShapeIcon spoken shape={shapeOf(signIn, entries)} />
        </span>
        <span className="min-w-0">
          <span className="block font-semibold [overflow-wrap:anywhere]">{signIn.server}</span>
          {signIn.url !== null && (
            <span className="block text-sm text-muted [overflow-wrap:anywhere]">{signIn.url}</span>
          )}
          {signIn.issuer !== null && (
            <span className="block text-sm text-muted [overflow-wrap:anywhere]">
              {COPY.signIns.issuedBy(signIn.issuer)}
            </span>
          )}
          {signIn.stale !== null && <span className="block text-sm">{signIn.stale}</span>}
        </span>
      </span>
      <span className="flex items-center gap-2 self-start max-pane:col-start-1 max-pane:pl-13">
        {signIn.owner === 'mcp-tray' ? <AppMark /> : <ClientMark client={owner ?? null} />}
        {ownerName(signIn.owner)}
      </span>
      <span className="max-pane:col-start-1 max-pane:pl-13">
        <span className="block first-letter:uppercase">{lifetime(signIn, now)}</span>
        <span className="block text-sm text-muted">
          {COPY.signIns.serves}{' '}
          {entries.length === 0
            ? COPY.signIns.servesNone
            : entries.map((entry, index) => (
                <span key={entry.ref}>
                  {index > 0 && ', '}
                  <button
                    type="button"
                    className="text-accent underline-offset-2 hover:underline"
                    onClick={() => dispatch({ type: 'open-detail', key: entry.serverKey, ref: entry.ref })}
                  >
                    {entry.name}
                  </button>
                </span>
              ))}
        </span>
      </span>
      <span className="flex flex-col items-end gap-1.5 max-pane:col-start-2 max-pane:row-span-3 max-pane:row-start-1">
        {again !== null && (
          <Button
            size="small"
            look="primary"
            aria-label={COPY.signIns.signInOf(signIn.server, ownerName(signIn.owner))}
            onClick={() =>
              via === null ? commands.signInByHand(again.ref) : commands.signIn(again.ref, via)
            }
          >
            {via === null ? COPY.action.signInDots : COPY.action.signIn}
          </Button>
        )}
        <Button
          size="small"
          aria-label={COPY.signIns.disconnectOf(signIn.server, ownerName(signIn.owner))}
          onClick={onDisconnect}
        >
          {COPY.signIns.disconnect}
        </Button>
      </span>
    </li>
  );
}

function shapeOf(signIn: SignIn, entries: readonly ServerEntry[]): Shape {
  if (signIn.stale !== null) return 'disabled';
  return entries.some((entry) => entry.auth.owner === signIn.owner && authNeedsYou(entry.auth))
    ? 'needs-you'
    : 'fine';
}

/** The entry that a new sign-in of the same owner would serve, where this one no longer does, or soon will not. */
function toSignInFor({ owner }: SignIn, entries: readonly ServerEntry[]): ServerEntry | null {
  return entries.find((entry) => entry.auth.owner === owner && signInHelps(entry)) ?? null;
}

function lifetime(signIn: SignIn, now: number): string {
  const { expiresAt, refreshable } = signIn;
  const renews = refreshable && signIn.stale === null ? COPY.signIns.renews : null;
  if (expiresAt === null) return renews ?? COPY.signIns.noExpiry;
  if (expiresAt <= now) return renews ?? endedWords(expiresAt, now);
  const until = COPY.signIns.until(untilTime(expiresAt, now));
  return renews === null ? until : `${until} · ${renews}`;
}
