import { shortPath } from '../../shared/selectors.ts';
import { relativeTime } from '../../shared/time-words.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { PathText } from '../components/path-text.tsx';
import { COPY, VIEW_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';
import { Page } from './page.tsx';

export function ActivityView() {
  const { snapshot, commands, dispatch } = useApp();
  const now = useNow(snapshot.takenAt);
  const items = snapshot.history.toSorted((a, b) => b.at - a.at);
  if (items.length === 0) {
    return (
      <Page title={VIEW_WORDS.activity}>
        <EmptyState title={COPY.activity.empty} text={COPY.activity.emptyText} />
      </Page>
    );
  }
  return (
    <Page title={VIEW_WORDS.activity} intro={COPY.activity.intro}>
      <ul className="border-t border-hairline">
        {items.map((item) => (
          <li
            key={item.id}
            className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto_minmax(5rem,auto)] items-center gap-x-4 border-b border-hairline py-2 max-rail:grid-cols-[minmax(0,1fr)_minmax(5rem,auto)]"
          >
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className={`block ${item.undone ? 'text-muted line-through' : 'font-medium'}`}>
                {item.title}
              </span>
              <span className="block text-sm text-muted">
                {item.undoneBy !== null && <span className="block text-attention">{item.undoneBy}</span>}
                {item.files.map((file) => (
                  <span key={file} className="block">
                    <PathText path={shortPath(file, snapshot.host.home)} />
                  </span>
                ))}
              </span>
            </span>
            <span className="text-sm text-muted tabular-nums max-rail:col-start-1 max-rail:row-start-2">
              {relativeTime(item.at, now)}
              {item.undone && ` · ${COPY.activity.undone}`}
            </span>
            <span className="flex flex-wrap justify-end gap-1.5 max-rail:col-start-2 max-rail:row-start-1">
              {item.canForget && (
                <Button
                  size="small"
                  aria-label={COPY.forget.actionOf(item.title)}
                  onClick={() =>
                    dispatch({ type: 'dialog', dialog: { kind: 'forget', id: item.id, title: item.title } })
                  }
                >
                  {COPY.forget.action}
                </Button>
              )}
              {item.undoneBy !== null && (
                <Button
                  size="small"
                  aria-label={COPY.activity.redoTitle(item.title)}
                  onClick={() => commands.preview({ kind: 'redo', id: item.id })}
                >
                  {COPY.change.confirm.redo}
                </Button>
              )}
              {item.canUndo && item.undoneBy === null && (
                <Button
                  size="small"
                  aria-label={COPY.activity.undoTitle(item.title)}
                  onClick={() => commands.preview({ kind: 'undo', id: item.id })}
                >
                  {COPY.undo}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Page>
  );
}
