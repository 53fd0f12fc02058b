import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { CrashGuard } from './components/crash-guard.tsx';
import { applyTheme, storedTheme } from './hooks/use-theme.ts';
import type { Link } from './link.ts';
import { createSnapshotStore } from './snapshot-store.ts';

/** Starts the window on a link; the theme is set before anything is painted. */
export function mount(link: Link): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root element');
  applyTheme(storedTheme());
  createRoot(root).render(
    <StrictMode>
      <CrashGuard>
        <App link={link} store={createSnapshotStore(link)} />
      </CrashGuard>
    </StrictMode>,
  );
}
