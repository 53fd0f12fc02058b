import { useRef, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ToolView } from '../../shared/tools.ts';
import { Button } from '../components/button.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { Field } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { parseArguments } from './arguments.ts';
import { CallResult } from './call-result.tsx';
import { ConfirmCall } from './confirm-call.tsx';
import { RunningCall } from './running-call.tsx';
import { ScrollingText } from './scrolling-text.tsx';
import { useToolCall } from './use-tool-call.ts';

interface CallFormProps {
  readonly entry: ServerEntry;
  readonly tool: ToolView;
}

/** Arguments, the call, what came back. */
export function CallForm({ entry, tool }: CallFormProps) {
  const [text, setText] = useState('{}');
  const [problem, setProblem] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [schemaOpen, setSchemaOpen] = useState(false);
  const callButton = useRef<HTMLButtonElement>(null);
  const { busy, answer, run } = useToolCall(entry, tool.name);

  async function send(confirmed: boolean): Promise<void> {
    const parsed = parseArguments(text);
    if ('problem' in parsed) {
      setProblem(parsed.problem);
      return;
    }
    if (tool.destructive && !confirmed) setAsking(true);
    else if (await run(parsed.value, confirmed)) setAsking(true);
  }
  const answerConfirm = (yes: boolean) => {
    callButton.current?.focus();
    setAsking(false);
    if (yes) void send(true);
  };

  return (
    <div className="mt-2 mb-1 flex flex-col gap-2 pl-4">
      {tool.inputSchema !== null && tool.inputSchema !== undefined && (
        <div>
          <Disclosure label={COPY.tools.schema} open={schemaOpen} onToggle={() => setSchemaOpen(!schemaOpen)}>
            <ScrollingText
              label={COPY.tools.schemaOf(tool.name)}
              text={JSON.stringify(tool.inputSchema, null, 2)}
            />
          </Disclosure>
        </div>
      )}
      <Field label={COPY.tools.arguments} problem={problem}>
        {(props) => (
          <textarea
            {...props}
            rows={3}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            value={text}
            readOnly={asking || busy}
            onChange={(event) => {
              setText(event.target.value);
              setProblem(null);
            }}
            className="block w-full resize-y rounded-md border border-hairline bg-sunken px-2.5 py-1.5 font-mono text-sm aria-invalid:border-broken"
          />
        )}
      </Field>
      {asking && <ConfirmCall entry={entry} tool={tool.name} onAnswer={answerConfirm} />}
      <div>
        {/* Not `disabled` while it runs: the focus would be lost. */}
        <Button
          ref={callButton}
          size="small"
          aria-disabled={busy || asking}
          className="aria-disabled:opacity-45"
          onClick={() => {
            if (!busy && !asking) void send(false);
          }}
        >
          {COPY.tools.call}
        </Button>
      </div>
      <RunningCall entry={entry} />
      <div aria-live="polite">{answer !== null && <CallResult tool={tool.name} answer={answer} />}</div>
    </div>
  );
}
