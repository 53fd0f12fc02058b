import type { ServerEntry } from '../../shared/domain.ts';
import { entryShape } from '../../shared/entry-status.ts';
import { hostFamily, siblingsOf } from '../../shared/siblings.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { Section } from './section.tsx';

/** Other clusters, stages or regions of the same owner in the same client, to go there or to switch between them. */
export function SiblingsSection({ entry }: { readonly entry: ServerEntry }) {
  const { commands, dispatch, ownerName, snapshot } = useApp();
  const siblings = siblingsOf(entry, snapshot.entries);
  if (siblings.length === 0) return null;
  return (
    <Section title={COPY.detail.siblings(hostFamily(entry.url) ?? '', ownerName(entry.client))}>
      <ul className="flex flex-col gap-2">
        {siblings.map((other) => (
          <li key={other.ref} className="flex items-center gap-2">
            <ShapeIcon spoken shape={entryShape(other)} />
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
              <Button
                look="link"
                size="small"
                onClick={() => dispatch({ type: 'open-detail', key: other.serverKey, ref: other.ref })}
              >
                {other.name}
              </Button>
              <span className="block text-sm text-muted">{other.url}</span>
            </span>
            {(other.enabled ? other.can.disable : other.can.enable) && (
              <Button
                size="small"
                aria-label={`${other.enabled ? COPY.action.disable : COPY.action.enable}: ${other.name}`}
                onClick={() => commands.toggle(other)}
              >
                {other.enabled ? COPY.action.disable : COPY.action.enable}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
