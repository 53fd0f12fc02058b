import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { useApp } from './use-app.ts';

/** Keys that work anywhere in the window. While a dialog is open only its own keys count. */
export function useShortcuts(): void {
  const { ui, dispatch, commands } = useApp();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (ui.dialog !== null || event.defaultPrevented || event.altKey) return;
      const typing = isTyping(event.target);
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && key === 'k') dispatch({ type: 'dialog', dialog: { kind: 'palette' } });
      else if (command && key === 'n') dispatch({ type: 'dialog', dialog: { kind: 'add' } });
      else if (command && key === 'z' && !event.shiftKey && !typing) undo();
      else if (command) return;
      else if (key === 'escape' && ui.detailOpen) dispatch({ type: 'close-detail' });
      else if (typing) return;
      else if (key === '/') focusSearch();
      else if (key === '?') dispatch({ type: 'dialog', dialog: { kind: 'help' } });
      else if (key === 'n') dispatch({ type: 'dialog', dialog: { kind: 'add' } });
      else return;
      event.preventDefault();
    }

    /** What the toast shows is undone at once; anything older is shown first. */
    function undo(): void {
      const id = ui.toast?.undo ?? null;
      if (id === null) commands.preview({ kind: 'undo', id: null });
      else commands.undoNow(id);
    }

    /** At once: what is typed right behind the slash belongs into the field. */
    function focusSearch(): void {
      flushSync(() => dispatch({ type: 'view', view: 'servers' }));
      document.querySelector<HTMLInputElement>('#search')?.focus();
    }

    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [ui.dialog, ui.detailOpen, ui.toast, dispatch, commands]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role=menu]') !== null;
}
