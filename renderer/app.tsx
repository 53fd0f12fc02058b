import { useEffect, useMemo, useReducer, useSyncExternalStore } from 'react';
import type { Bridge } from '../shared/ipc.ts';
import { ownerNames } from '../shared/selectors.ts';
import { groupServers } from '../shared/server-groups.ts';
import type { Snapshot } from '../shared/snapshot.ts';
import { AddDialog } from './add/add-dialog.tsx';
import { createCommands } from './commands.ts';
import { Announcer } from './components/announcer.tsx';
import { Button } from './components/button.tsx';
import { EmptyState } from './components/empty-state.tsx';
import { LinkPage, LinkStrip } from './components/link-notice.tsx';
import { Notices } from './components/notices.tsx';
import { Sidebar } from './components/sidebar.tsx';
import { ToastBar } from './components/toast-bar.tsx';
import { COPY } from './copy/copy.ts';
import { ChangeDialog } from './dialogs/change-dialog.tsx';
import { ChooseDialog } from './dialogs/choose-dialog.tsx';
import { DisconnectDialog } from './dialogs/disconnect-dialog.tsx';
import { HelpDialog } from './dialogs/help-dialog.tsx';
import { PaletteDialog } from './dialogs/palette-dialog.tsx';
import { StartDialog } from './dialogs/start-dialog.tsx';
import { CopyDialog } from './edit/copy-dialog.tsx';
import { FixDialog } from './findings/fix-dialog.tsx';
import { ForgetDialog } from './findings/forget-dialog.tsx';
import { EditDialog } from './edit/edit-dialog.tsx';
import { AppContext, useApp } from './hooks/use-app.ts';
import { useNotices } from './hooks/use-notices.ts';
import { useShortcuts } from './hooks/use-shortcuts.ts';
import { safeCall } from './link.ts';
import type { Link, LinkState } from './link.ts';
import { EverywhereDialog } from './sign-in/everywhere-dialog.tsx';
import { GuideDialog } from './sign-in/guide-dialog.tsx';
import { OtherWaysDialog } from './sign-in/other-ways-dialog.tsx';
import type { SnapshotStore } from './snapshot-store.ts';
import { ToolChoiceDialog } from './tools/tool-choice-dialog.tsx';
import { INITIAL_UI, uiReducer } from './ui-state.ts';
import { ActivityView } from './views/activity-view.tsx';
import { ClientsView } from './views/clients-view.tsx';
import { ServersView } from './views/servers-view.tsx';
import { SettingsView } from './views/settings-view.tsx';
import { SignInsView } from './views/sign-ins-view.tsx';

interface AppProps {
  readonly link: Link;
  readonly store: SnapshotStore;
}

export function App({ link, store }: AppProps) {
  const { snapshot, error, link: state } = useSyncExternalStore(store.subscribe, store.get);
  if (snapshot !== null) return <Window link={link} linkState={state} snapshot={snapshot} />;
  if (error === null) return <LinkPage state={state} />;
  return (
    <main className="flex h-full items-center">
      <h1 className="sr-only">{COPY.app}</h1>
      <EmptyState title={COPY.link.failed} text={`${error.message} ${error.next}`}>
        <Button look="primary" onClick={store.retry}>
          {COPY.retry}
        </Button>
      </EmptyState>
    </main>
  );
}

interface WindowProps {
  readonly link: Link;
  readonly linkState: LinkState;
  readonly snapshot: Snapshot;
}

function Window({ link, linkState, snapshot }: WindowProps) {
  const [ui, dispatch] = useReducer(uiReducer, INITIAL_UI);
  const call = useMemo(() => safeCall(link.bridge), [link]);
  const commands = useMemo(() => createCommands(call, dispatch), [call]);
  const groups = useMemo(() => groupServers(snapshot.entries), [snapshot.entries]);
  const ownerName = useMemo(() => ownerNames(snapshot), [snapshot]);
  const app = useMemo(
    () => ({ snapshot, groups, ownerName, ui, dispatch, commands, call }),
    [snapshot, groups, ownerName, ui, commands, call],
  );

  useEffect(
    () =>
      link.bridge.on('view:show', ({ view, ref }) => {
        if (view === 'add') {
          dispatch({ type: 'dialog', dialog: { kind: 'add' } });
          return;
        }
        dispatch({ type: 'view', view });
        if (ref !== null) dispatch({ type: 'show-entry', ref });
      }),
    [link],
  );
  const { wantedRef } = ui;
  useEffect(() => {
    const entry = snapshot.entries.find(({ ref }) => ref === wantedRef);
    if (entry !== undefined) dispatch({ type: 'open-detail', key: entry.serverKey, ref: entry.ref });
  }, [wantedRef, snapshot.entries]);

  return (
    <AppContext value={app}>
      <Shell linkState={linkState} host={link.bridge.host} />
    </AppContext>
  );
}

interface ShellProps {
  readonly linkState: LinkState;
  readonly host: Bridge['host'];
}

function Shell({ linkState, host }: ShellProps) {
  useShortcuts();
  useNotices(host);
  return (
    <div className="flex h-full">
      <Sidebar />
      <main className="flex min-w-0 flex-1 flex-col">
        <LinkStrip state={linkState} />
        <Notices />
        <CurrentView />
      </main>
      <ToastBar />
      <Announcer />
      <CurrentDialog />
    </div>
  );
}

function CurrentView() {
  const { ui } = useApp();
  switch (ui.view) {
    case 'servers':
      return <ServersView />;
    case 'sign-ins':
      return <SignInsView />;
    case 'clients':
      return <ClientsView />;
    case 'activity':
      return <ActivityView />;
    case 'settings':
      return <SettingsView />;
  }
}

function CurrentDialog() {
  const { dialog } = useApp().ui;
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'change':
      return <ChangeDialog key={JSON.stringify(dialog.action)} action={dialog.action} />;
    case 'add':
      return <AddDialog key={dialog.like ?? ''} like={dialog.like ?? null} />;
    case 'edit':
      return <EditDialog key={dialog.ref} target={dialog.ref} />;
    case 'copy':
      return <CopyDialog key={dialog.ref} target={dialog.ref} />;
    case 'fix':
      return <FixDialog key={dialog.ref} target={dialog.ref} />;
    case 'forget':
      return <ForgetDialog id={dialog.id} title={dialog.title} />;
    case 'tool-choice':
      return <ToolChoiceDialog key={dialog.ref} target={dialog.ref} />;
    case 'sign-in':
      return <OtherWaysDialog key={dialog.ref} target={dialog.ref} asksClientId={dialog.asksClientId} />;
    case 'sign-in-everywhere':
      return <EverywhereDialog key={dialog.ref} target={dialog.ref} />;
    case 'sign-in-guide':
      return <GuideDialog key={dialog.ref} target={dialog.ref} />;
    case 'choose':
      return <ChooseDialog verb={dialog.verb} serverKey={dialog.serverKey} />;
    case 'start':
      return <StartDialog refs={dialog.refs} purpose={dialog.purpose} />;
    case 'disconnect':
      return <DisconnectDialog refs={dialog.refs} />;
    case 'palette':
      return <PaletteDialog />;
    case 'help':
      return <HelpDialog />;
  }
}
