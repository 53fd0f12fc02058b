import { useState } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { useApp } from '../hooks/use-app.ts';

/** Sign-ins that are seen only after a click, for the system may ask for a password then: one place, one notice. */
export function ClosedStores() {
  const { call, ownerName, snapshot } = useApp();
  const [failure, setFailure] = useState<AppError | null>(null);
  const { closedStores } = snapshot;
  const places = [...new Set(closedStores.map(({ place }) => place))];

  async function look(owner: string): Promise<void> {
    setFailure(null);
    const answer = await call('sign-in:look', { owner });
    if (!answer.ok) {
      setFailure({ ...answer.error, message: COPY.signIns.ofClient(ownerName(owner), answer.error.message) });
    }
  }

  if (places.length === 0) return null;
  return (
    <div className="mb-4 flex flex-col gap-2" aria-live="polite">
      {failure !== null && <ErrorNotice error={failure} />}
      {places.map((place) => {
        const owners = closedStores.filter((store) => store.place === place).map(({ owner }) => owner);
        return (
          <Notice
            key={place}
            tone="attention"
            title={COPY.signIns.closed(owners.map(ownerName), place)}
            actions={owners.map((owner) => (
              <Button key={owner} size="small" onClick={() => void look(owner)}>
                {COPY.signIns.lookAt(ownerName(owner))}
              </Button>
            ))}
          >
            {COPY.signIns.closedText}
          </Notice>
        );
      })}
    </div>
  );
}
