import { useState } from 'react';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { Button } from './button.tsx';

/** Asks a locked or missing keychain again, which may raise the system's own password dialog. */
export function KeychainAgain() {
  const { commands } = useApp();
  const [asking, setAsking] = useState(false);
  return (
    <Button
      size="small"
      aria-disabled={asking}
      onClick={() => {
        if (asking) return;
        setAsking(true);
        void commands.checkKeychain().finally(() => setAsking(false));
      }}
    >
      {asking ? COPY.keychain.asking : COPY.keychain.again}
    </Button>
  );
}
