import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { RowAction } from './row-model.ts';

interface RowActionButtonProps {
  readonly group: ServerGroup;
  readonly action: RowAction;
  readonly tabIndex: number;
}

const LABELS = {
  cancel: COPY.cancel,
  'sign-in': COPY.action.signIn,
  guide: COPY.action.signInDots,
  diagnose: COPY.action.diagnose,
  enable: COPY.action.enable,
  check: COPY.action.check,
  details: COPY.action.details,
} as const satisfies Record<RowAction['kind'], string>;

/** The row's one primary action; its spoken name says which server it is for. */
export function RowActionButton({ group, action, tabIndex }: RowActionButtonProps) {
  const { commands, dispatch } = useApp();
  function run(): void {
    switch (action.kind) {
      case 'cancel':
        commands.cancel(action.ref);
        return;
      case 'sign-in':
        commands.signIn(action.entry.ref, action.via);
        return;
      case 'guide':
        commands.signInByHand(action.entry.ref);
        return;
      case 'enable':
        commands.toggle(action.entry);
        return;
      case 'check':
        commands.check(action.entries);
        return;
      case 'diagnose':
        dispatch({ type: 'open-detail', key: group.key, ref: action.entry.ref });
        dispatch({ type: 'diagnose', ref: action.entry.ref });
        return;
      case 'details':
        dispatch({ type: 'open-detail', key: group.key });
    }
  }
  return (
    <Button
      size="small"
      look={action.kind === 'sign-in' || action.kind === 'guide' ? 'primary' : 'plain'}
      tabIndex={tabIndex}
      aria-label={`${LABELS[action.kind]}: ${group.name}`}
      onClick={(event) => {
        event.stopPropagation();
        run();
      }}
    >
      {LABELS[action.kind]}
    </Button>
  );
}
