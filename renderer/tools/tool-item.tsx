import { ChevronRight } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { isOffered, toolChoiceOf } from '../../shared/tool-lists.ts';
import type { ToolView } from '../../shared/tools.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { CallForm } from './call-form.tsx';

/** About what two lines of the pane hold; shorter texts need no button to unfold them. */
const TWO_LINES = 100;

interface ToolItemProps {
  readonly entry: ServerEntry;
  readonly tool: ToolView;
  readonly chosen: boolean;
  /** It was chosen from elsewhere: the focus goes to it. */
  readonly reached: boolean;
  readonly onChoose: () => void;
}

/** One tool; choosing it unfolds the form to call it. */
export function ToolItem({ entry, tool, chosen, reached, onChoose }: ToolItemProps) {
  const { ownerName } = useApp();
  const id = useId();
  // What was typed, and the answer to a call, outlive folding.
  const [used, setUsed] = useState(chosen);
  if (chosen && !used) setUsed(true);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (reached) button.current?.focus();
  }, [reached]);
  return (
    <li className="py-2">
      <button
        ref={button}
        type="button"
        aria-expanded={chosen}
        aria-controls={id}
        onClick={onChoose}
        className="-mx-1 flex w-full items-start gap-1 rounded-md px-1 py-0.5 text-left hover:bg-hover"
      >
        <ChevronRight
          className={`mt-px size-4 shrink-0 text-muted motion-safe:transition-transform ${chosen ? 'rotate-90' : ''}`}
          aria-hidden="true"
        />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <span className="font-mono font-medium">{tool.name}</span>
          {tool.title !== null && tool.title !== tool.name && (
            <span className="text-sm text-muted"> · {tool.title}</span>
          )}
          {tool.destructive && <span className="text-sm text-attention"> · {COPY.tools.destructive}</span>}
          {!isOffered(toolChoiceOf(entry.settings), entry.settings, tool.name) && (
            <span className="text-sm text-muted">
              {' '}
              · {COPY.toolChoice.notOffered(ownerName(entry.client))}
            </span>
          )}
          {tool.readOnly && !tool.destructive && (
            <span className="text-sm text-muted"> · {COPY.tools.readOnly}</span>
          )}
        </span>
      </button>
      {tool.description !== null && <Description name={tool.name} text={tool.description} />}
      <div id={id} hidden={!chosen}>
        {used && <CallForm entry={entry} tool={tool} />}
      </div>
    </li>
  );
}

function Description({ name, text }: { readonly name: string; readonly text: string }) {
  const [open, setOpen] = useState(false);
  const long = text.length > TWO_LINES || text.includes('\n');
  return (
    <div className="pl-4 text-sm text-muted">
      <p className={`[overflow-wrap:anywhere] ${open ? 'whitespace-pre-line' : 'line-clamp-2'}`}>{text}</p>
      {long && (
        <Button
          look="link"
          size="small"
          aria-expanded={open}
          aria-label={open ? COPY.tools.lessOf(name) : COPY.tools.moreOf(name)}
          onClick={() => setOpen(!open)}
        >
          {open ? COPY.tools.showLess : COPY.tools.showMore}
        </Button>
      )}
    </div>
  );
}
