import { useState } from 'react';
import type { SettingView } from '../../shared/entry-settings.ts';
import {
  hasToolLists,
  isOffered,
  offeringAll,
  offeringOnly,
  withNamed,
  withOffered,
} from '../../shared/tool-lists.ts';
import type { ToolChoice } from '../../shared/tool-lists.ts';
import type { ToolView } from '../../shared/tools.ts';
import { Button } from '../components/button.tsx';
import { INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';

/** From so many tools on a filter is worth its place. */
const FILTER_FROM = 10;

interface ToolChecklistProps {
  readonly client: string;
  readonly settings: readonly SettingView[];
  readonly tools: readonly ToolView[];
  readonly choice: ToolChoice;
  readonly onChange: (choice: ToolChoice) => void;
}

/** Every tool of the server with what the client does with it; the effective set, live. */
export function ToolChecklist({ client, settings, tools, choice, onChange }: ToolChecklistProps) {
  const [query, setQuery] = useState('');
  const all = tools.map(({ name }) => name);
  const wanted = query.trim().toLowerCase();
  const found = tools.filter(({ name, title }) =>
    [name, title].some((text) => text?.toLowerCase().includes(wanted) === true),
  );
  const lists = hasToolLists(choice);
  const later = choice.allowTools == null ? COPY.toolChoice.laterToo : COPY.toolChoice.laterNot;
  return (
    <div className="mt-1 flex flex-col gap-2">
      <p className="text-muted">
        {lists ? COPY.toolChoice.intro(client, keysOf(settings)) : COPY.toolChoice.onlyAsking(client)}{' '}
        {lists && later}
      </p>
      {lists && (
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => onChange(offeringAll(choice))}>
            {COPY.toolChoice.all}
          </Button>
          {choice.allowTools !== undefined && (
            <Button size="small" onClick={() => onChange(offeringOnly(choice, settings, all))}>
              {COPY.toolChoice.only}
            </Button>
          )}
        </div>
      )}
      {tools.length >= FILTER_FROM && (
        <input
          type="search"
          aria-label={COPY.tools.filter}
          placeholder={COPY.tools.filter}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className={INPUT}
        />
      )}
      {found.length === 0 && <p className="text-muted">{COPY.tools.noMatch}</p>}
      <ul className="flex flex-col divide-y divide-hairline">
        {found.map((tool) => (
          <ToolRow
            key={tool.name}
            client={client}
            tool={tool}
            offered={lists ? isOffered(choice, settings, tool.name) : null}
            asks={
              choice.autoApproveTools === undefined
                ? null
                : choice.autoApproveTools?.includes(tool.name) !== true
            }
            onOffered={(offered) =>
              onChange(withOffered(choice, settings, all, { tool: tool.name, offered }))
            }
            onAsks={(asks) =>
              onChange(withNamed(choice, 'autoApproveTools', { tool: tool.name, named: !asks }))
            }
          />
        ))}
      </ul>
    </div>
  );
}

function keysOf(settings: readonly SettingView[]): string {
  return settings
    .filter(({ id, problem }) => (id === 'allowTools' || id === 'denyTools') && problem === null)
    .map(({ key }) => key)
    .join(COPY.toolChoice.and);
}

interface ToolRowProps {
  readonly client: string;
  readonly tool: ToolView;
  /** Null: the client has no list for it. */
  readonly offered: boolean | null;
  readonly asks: boolean | null;
  readonly onOffered: (offered: boolean) => void;
  readonly onAsks: (asks: boolean) => void;
}

function ToolRow({ client, tool, offered, asks, onOffered, onAsks }: ToolRowProps) {
  const name = (
    <>
      <span className="font-mono font-medium [overflow-wrap:anywhere]">{tool.name}</span>
      {tool.destructive && <span className="text-sm text-attention"> · {COPY.tools.destructive}</span>}
    </>
  );
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 py-1.5">
      {offered === null ? (
        <span className="min-w-0">{name}</span>
      ) : (
        <label className="flex min-w-0 items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-0.5"
            checked={offered}
            onChange={(event) => onOffered(event.target.checked)}
          />
          <span className="min-w-0">{name}</span>
        </label>
      )}
      {asks !== null && (
        <label className="flex items-center gap-2 text-sm text-muted">
          <input
            type="checkbox"
            aria-label={COPY.toolChoice.withoutAskingOf(tool.name, client)}
            checked={!asks}
            onChange={(event) => onAsks(!event.target.checked)}
          />
          {COPY.toolChoice.withoutAsking}
        </label>
      )}
    </li>
  );
}
