import { Diff } from '../components/diff.tsx';
import { useApp } from '../hooks/use-app.ts';
import type { LivePreview } from '../hooks/use-live-preview.ts';
import { ErrorNotice, PreviewNotes } from './change-dialog.tsx';

interface PreviewViewProps {
  readonly live: LivePreview;
  /** What has to happen before there is a preview, or null. */
  readonly waiting: string | null;
}

/** The exact lines of a change that is still being put together. */
export function PreviewView({ live, waiting }: PreviewViewProps) {
  const { snapshot } = useApp();
  if (waiting !== null) return <p className="text-muted">{waiting}</p>;
  return (
    <div className="flex flex-col gap-3">
      {live.error !== null && <ErrorNotice error={live.error} />}
      {live.preview !== null && (
        <>
          <PreviewNotes preview={live.preview} />
          {live.preview.files.map((file) => (
            <Diff key={file.path} file={file} home={snapshot.host.home} />
          ))}
        </>
      )}
    </div>
  );
}
