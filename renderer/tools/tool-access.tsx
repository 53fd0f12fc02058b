import type { ServerEntry } from '../../shared/domain.ts';
import { hasToolLists, isOffered, toolChoiceOf, unknownTools } from '../../shared/tool-lists.ts';
import type { ToolView } from '../../shared/tools.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

interface ToolAccessProps {
  readonly entry: ServerEntry;
  readonly tools: readonly ToolView[];
}

/** For each place where the server is set up: how many of its tools that client offers, and where to choose. */
export function ToolAccess({ entry, tools }: ToolAccessProps) {
  const { snapshot } = useApp();
  const entries = snapshot.entries.filter(({ serverKey }) => serverKey === entry.serverKey);
  if (tools.length === 0) return null;
  return (
    <div className="mt-2 flex flex-col gap-1.5">
      {entries.map((one) => (
        <PlaceAccess key={one.ref} entry={one} tools={tools} several={entries.length > 1} />
      ))}
    </div>
  );
}

function PlaceAccess({ entry, tools, several }: ToolAccessProps & { readonly several: boolean }) {
  const { ownerName, dispatch } = useApp();
  const client = ownerName(entry.client);
  const choice = toolChoiceOf(entry.settings);
  const names = tools.map(({ name }) => name);
  const offered = names.filter((name) => isOffered(choice, entry.settings, name)).length;
  const unknown = unknownTools(choice, entry.settings, names).length;
  const chooses = entry.can.edit && Object.keys(choice).length > 0;
  const words = hasToolLists(choice)
    ? COPY.toolChoice.count(client, offered, tools.length)
    : COPY.toolChoice.noLists(client);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0 flex-1 basis-40 text-sm text-muted">
        {words}
        {unknown > 0 && <span className="text-attention"> · {COPY.toolChoice.unknown(unknown)}</span>}
      </span>
      {chooses && (
        <Button
          size="small"
          aria-label={several ? COPY.toolChoice.chooseIn(client) : undefined}
          onClick={() => dispatch({ type: 'dialog', dialog: { kind: 'tool-choice', ref: entry.ref } })}
        >
          {COPY.toolChoice.choose}
        </Button>
      )}
    </div>
  );
}
