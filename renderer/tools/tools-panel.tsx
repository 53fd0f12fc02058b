import type { ServerEntry } from '../../shared/domain.ts';
import type { ListedTools } from '../ui-state.ts';
import { COPY } from '../copy/copy.ts';
import { ToolAccess } from './tool-access.tsx';
import { ToolList } from './tool-list.tsx';

interface ToolsPanelProps {
  readonly entry: ServerEntry;
  readonly answer: ListedTools['answer'];
}

/** What came back from listing: the tools, or why there are none. */
export function ToolsPanel({ entry, answer }: ToolsPanelProps) {
  return (
    <div className="mt-2.5">
      <div aria-live="polite" className="[overflow-wrap:anywhere]">
        {answer === null && <p className="text-muted">{COPY.tools.listing}</p>}
        {answer?.ok === false && (
          <p>
            {answer.error.message} {answer.error.next}
          </p>
        )}
        {answer?.ok === true && (
          <p className="text-sm text-muted">
            {COPY.tools.listed(answer.value.tools.length, answer.value.tookMs)}
            {answer.value.note !== null && ` ${answer.value.note}`}
          </p>
        )}
      </div>
      {answer?.ok === true && <ToolAccess entry={entry} tools={answer.value.tools} />}
      {answer?.ok === true && <ToolList entry={entry} tools={answer.value.tools} />}
    </div>
  );
}
