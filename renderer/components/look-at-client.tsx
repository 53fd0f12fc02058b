import { useState } from 'react';
import type { ClientId } from '../../shared/domain.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { Button } from './button.tsx';

/** Lets MCP Tray read a client's files, which may raise the system's own dialog. */
export function LookAtClient({ client }: { readonly client: ClientId }) {
  const { call, ownerName } = useApp();
  const [asking, setAsking] = useState(false);
  return (
    <Button
      size="small"
      aria-disabled={asking}
      aria-label={COPY.unread.lookAt(ownerName(client))}
      onClick={() => {
        if (asking) return;
        setAsking(true);
        void call('client:look', { client }).finally(() => setAsking(false));
      }}
    >
      {asking ? COPY.unread.looking : COPY.unread.look}
    </Button>
  );
}
