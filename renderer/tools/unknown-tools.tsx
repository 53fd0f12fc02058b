import type { SettingView } from '../../shared/entry-settings.ts';
import { unknownTools, withNamed } from '../../shared/tool-lists.ts';
import type { ToolChoice } from '../../shared/tool-lists.ts';
import type { ToolView } from '../../shared/tools.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';

interface UnknownToolsProps {
  readonly settings: readonly SettingView[];
  readonly tools: readonly ToolView[];
  readonly choice: ToolChoice;
  readonly onChange: (choice: ToolChoice) => void;
}

/** Names that stand in a list while the server has no such tool. */
export function UnknownTools({ settings, tools, choice, onChange }: UnknownToolsProps) {
  const unknown = unknownTools(
    choice,
    settings,
    tools.map(({ name }) => name),
  );
  if (unknown.length === 0) return null;
  return (
    <div className="mt-3">
      <Notice tone="attention" title={COPY.toolChoice.unknown(unknown.length)}>
        <p className="mt-0.5">{COPY.toolChoice.unknownText}</p>
        <ul className="mt-1.5 flex flex-col gap-1">
          {unknown.map(({ list, name }) => (
            <li key={`${list} ${name}`} className="flex flex-wrap items-center gap-2">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                <span className="font-mono">{name}</span>{' '}
                <span className="text-sm text-muted">
                  {settings.find(({ id }) => id === list)?.key ?? list}
                </span>
              </span>
              <Button
                size="small"
                aria-label={COPY.toolChoice.removeOf(name)}
                onClick={() => onChange(withNamed(choice, list, { tool: name, named: false }))}
              >
                {COPY.toolChoice.remove}
              </Button>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
