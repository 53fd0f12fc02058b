import type { ServerRef } from '../../shared/domain.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { Button } from './button.tsx';

/** A round of sign-ins that MCP Tray's end has cut short: shown again, or left alone. Opens no browser. */
export function RoundLeft({ target }: { readonly target: ServerRef }) {
  const { call, commands } = useApp();
  return (
    <div className="flex shrink-0 flex-wrap justify-end gap-2">
      <Button size="small" onClick={() => void call('sign-in-round:forget', null)}>
        {COPY.everywhere.leaveIt}
      </Button>
      <Button size="small" look="primary" onClick={() => commands.signInEverywhere(target)}>
        {COPY.everywhere.goOn}
      </Button>
    </div>
  );
}
