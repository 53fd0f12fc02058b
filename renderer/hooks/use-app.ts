import { createContext, use } from 'react';
import type { Dispatch } from 'react';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { Commands } from '../commands.ts';
import type { Call } from '../link.ts';
import type { UiEvent, UiState } from '../ui-state.ts';

/** Everything a view needs; there is one per window. */
export interface App {
  readonly snapshot: Snapshot;
  readonly groups: readonly ServerGroup[];
  readonly ownerName: (owner: string) => string;
  readonly ui: UiState;
  readonly dispatch: Dispatch<UiEvent>;
  readonly commands: Commands;
  readonly call: Call;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (app === null) throw new Error('useApp needs an AppContext above it');
  return app;
}
