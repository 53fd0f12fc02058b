import { useRef } from 'react';
import type { Recognition } from '../../shared/actions.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';

interface PasteBoxProps {
  readonly text: string;
  readonly recognition: Recognition | null;
  readonly onText: (text: string) => void;
  readonly onManual: () => void;
}

/** As much as is looked at. */
const LONGEST_FILE = 200_000;

export function PasteBox({ text, recognition, onText, onManual }: PasteBoxProps) {
  const file = useRef<HTMLInputElement>(null);
  const read = async (chosen: File | undefined) => {
    const all = await chosen?.slice(0, 4 * LONGEST_FILE).text();
    if (all !== undefined) onText(all.slice(0, LONGEST_FILE));
  };
  const sources = [...new Set(recognition?.servers.map(({ source }) => source))];
  const nothing = recognition !== null && recognition.servers.length === 0;
  return (
    <div>
      <label htmlFor="paste" className="mb-2 block text-muted">
        {COPY.add.pasteLabel}
      </label>
      <textarea
        id="paste"
        data-first-focus=""
        rows={Math.min(8, Math.max(2, text.split('\n').length))}
        value={text}
        spellCheck={false}
        autoComplete="off"
        placeholder={COPY.add.pastePlaceholder}
        onChange={(event) => onText(event.target.value)}
        onDrop={(event) => {
          const [dropped] = event.dataTransfer.files;
          if (dropped === undefined) return;
          event.preventDefault();
          void read(dropped);
        }}
        className="w-full rounded-lg border border-hairline bg-sunken px-3 py-2 font-mono text-sm"
      />
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-4 text-sm">
        <output className="flex min-h-7 items-center gap-1.5">
          {sources.length > 0 && (
            <>
              <ShapeIcon shape="fine" />
              <span>
                <span className="font-medium text-good">{COPY.add.recognised}</span> {sources.join(', ')}
              </span>
            </>
          )}
          {nothing && recognition.hints.length === 0 && (
            <span>
              {COPY.add.nothing} <span className="text-muted">{COPY.add.nothingNext}</span>
            </span>
          )}
        </output>
        {(text === '' || nothing) && (
          <span className="flex flex-wrap gap-x-4">
            <input
              ref={file}
              type="file"
              hidden
              aria-label={COPY.add.fromFile}
              onChange={(event) => void read(event.target.files?.[0])}
            />
            <Button look="link" size="small" onClick={() => file.current?.click()}>
              {COPY.add.fromFile}
            </Button>
            <Button look="link" size="small" onClick={onManual}>
              {COPY.add.manual}
            </Button>
          </span>
        )}
      </div>
      {recognition !== null && recognition.hints.length > 0 && (
        <ul className="mt-1 flex flex-col gap-1 text-sm">
          {recognition.hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
