import type { FilePreview } from '../../shared/actions.ts';
import { shortPath } from '../../shared/selectors.ts';
import { COPY } from '../copy/copy.ts';
import { parseDiff } from '../diff-lines.ts';
import type { DiffLine } from '../diff-lines.ts';

const LINE_LOOKS = {
  added: { sign: '+', className: 'bg-added-soft', word: `${COPY.change.added}: ` },
  removed: { sign: '−', className: 'bg-removed-soft', word: `${COPY.change.removed}: ` },
  same: { sign: ' ', className: 'text-muted', word: '' },
  gap: { sign: ' ', className: 'text-muted', word: '' },
} as const satisfies Record<DiffLine['kind'], { sign: string; className: string; word: string }>;

/** The exact lines of one file. Nothing is cut off: what runs or is written must be readable in full. */
export function Diff({ file, home }: { readonly file: FilePreview; readonly home: string }) {
  const path = shortPath(file.path, home);
  const fate = file.creates ? COPY.change.creates : file.deletes ? COPY.change.deletes : null;
  return (
    <figure className="overflow-hidden rounded-lg border border-hairline">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-3 border-b border-hairline bg-sunken px-3 py-1.5 text-sm">
        <span className="font-mono break-all">{path}</span>
        <span className="text-muted">
          {fate ?? (file.unchangedLines > 0 ? COPY.change.unchanged(file.unchangedLines) : null)}
        </span>
      </figcaption>
      <div className="py-1.5 font-mono text-sm leading-relaxed">
        {file.diff === '' ? (
          <p className="px-3 text-muted">{COPY.change.nothing}</p>
        ) : (
          parseDiff(file.diff).map((line) => {
            const look = LINE_LOOKS[line.kind];
            return (
              <div key={line.key} className={`flex px-1 ${look.className}`}>
                <span aria-hidden="true" className="w-5 shrink-0 text-center font-semibold select-none">
                  {look.sign}
                </span>
                <span className="min-w-0 pr-2 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
                  {look.word !== '' && <span className="sr-only">{look.word}</span>}
                  {line.text}
                </span>
              </div>
            );
          })
        )}
      </div>
    </figure>
  );
}
