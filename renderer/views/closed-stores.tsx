import { useState } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { useApp } from '../hooks/use-app.ts';

/** Sign-ins that are seen only after a click, for the system may ask for a password then. */
export function ClosedStores() {
  const { call, ownerName, snapshot } = useApp();
  const [failure, setFailure] = useState<AppError | null>(null);

  async function look(owner: string): Promise<void> {
    setFailure(null);
    const answer = await call('sign-in:look', { owner });
    if (!answer.ok) setFailure(answer.error);
  }

  if (snapshot.closedStores.length === 0) return null;
  return (
    <div className="mb-4 flex flex-col gap-2" aria-live="polite">
      {failure !== null && <ErrorNotice error={failure} />}
      {snapshot.closedStores.map(({ owner, place }) => (
        <Notice
          key={owner}
          tone="attention"
          title={COPY.signIns.closed(ownerName(owner), place)}
          actions={
            <Button
              size="small"
              aria-label={COPY.signIns.lookAt(ownerName(owner))}
              onClick={() => void look(owner)}
            >
              {COPY.signIns.look}
            </Button>
          }
        >
          {COPY.signIns.closedText}
        </Notice>
      ))}
    </div>
  );
}
