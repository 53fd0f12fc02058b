import { useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ToolView } from '../../shared/tools.ts';
import { toolsToTry } from '../../shared/tools-to-try.ts';
import { Button } from '../components/button.tsx';
import { INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { RunningCall } from './running-call.tsx';
import { ToolItem } from './tool-item.tsx';

/** From so many tools on a filter is worth its place. */
const FILTER_FROM = 10;
/** A server may list a thousand; more than this are drawn on request only. */
const DRAWN = 100;

interface ToolListProps {
  readonly entry: ServerEntry;
  readonly tools: readonly ToolView[];
}

export function ToolList({ entry, tools }: ToolListProps) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [reached, setReached] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const wanted = query.trim().toLowerCase();
  // The chosen tool stays, or its form and result would go with it.
  const found = tools.filter((tool) => tool.name === chosen || matches(tool, wanted));
  const hidden = all ? 0 : Math.max(0, found.length - DRAWN);
  return (
    <>
      {tools.length >= FILTER_FROM && (
        <input
          type="search"
          aria-label={COPY.tools.filter}
          placeholder={COPY.tools.filter}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || query === '') return;
            event.preventDefault();
            setQuery('');
          }}
          className={`mt-2 ${INPUT}`}
        />
      )}
      {chosen === null && <RunningCall entry={entry} />}
      {chosen === null && wanted === '' && (
        <ToTry
          tools={tools}
          onChoose={(name) => {
            // It may stand far down the list.
            setQuery(name);
            setChosen(name);
            setReached(name);
          }}
        />
      )}
      {found.length === 0 && tools.length > 0 && <p className="mt-2 text-muted">{COPY.tools.noMatch}</p>}
      {found.length > 0 && (
        <ul className="mt-2 flex flex-col divide-y divide-hairline">
          {found.slice(0, found.length - hidden).map((tool) => (
            <ToolItem
              key={tool.name}
              entry={entry}
              tool={tool}
              chosen={tool.name === chosen}
              reached={tool.name === reached}
              onChoose={() => {
                setChosen(tool.name === chosen ? null : tool.name);
                setReached(null);
              }}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && (
        <Button look="link" size="small" onClick={() => setAll(true)}>
          {COPY.tools.more(hidden)}
        </Button>
      )}
    </>
  );
}

/** A long list says nothing of where to begin. */
function ToTry({
  tools,
  onChoose,
}: {
  readonly tools: readonly ToolView[];
  readonly onChoose: (tool: string) => void;
}) {
  const suggested = tools.length < FILTER_FROM ? [] : toolsToTry(tools);
  if (suggested.length === 0) return null;
  return (
    <p className="mt-2 text-sm text-muted">
      {COPY.tools.toTry}{' '}
      {suggested.map(({ name }) => (
        <Button key={name} look="link" size="small" className="font-mono" onClick={() => onChoose(name)}>
          {name}
        </Button>
      ))}
    </p>
  );
}

function matches({ name, title, description }: ToolView, wanted: string): boolean {
  return [name, title, description].some((text) => text?.toLowerCase().includes(wanted) === true);
}
