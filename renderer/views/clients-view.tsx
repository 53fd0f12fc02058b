import { FolderOpen, X } from 'lucide-react';
import { useState } from 'react';
import { shortPath } from '../../shared/selectors.ts';
import type { ClientView, ConfigFileView } from '../../shared/snapshot.ts';
import type { Shape } from '../../shared/state-words.ts';
import { Button } from '../components/button.tsx';
import { ClientMark } from '../components/client-mark.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { PathText } from '../components/path-text.tsx';
import { ProjectAdder } from '../components/project-adder.tsx';
import { RestartNote } from '../components/restart-note.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY, SCOPE_WORDS, VIEW_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { knownClients } from '../known-clients.ts';
import { folderName } from '../servers/entry-verbs.ts';
import { Page } from './page.tsx';

export function ClientsView() {
  const { snapshot } = useApp();
  const { here, others } = knownClients(snapshot);
  return (
    <Page title={VIEW_WORDS.clients}>
      <div className="mt-3 divide-y divide-hairline">
        {here.length === 0 && <p className="text-muted">{COPY.clients.none}</p>}
        {here.map((client) => (
          <ClientBlock key={client.id} client={client} />
        ))}
      </div>
      {others.length > 0 && <OtherClients clients={others} />}
      <Projects />
    </Page>
  );
}

/** What could be here but is not: names only, and only when asked for. */
function OtherClients({ clients }: { readonly clients: readonly ClientView[] }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="mt-6">
      <Disclosure label={COPY.clients.others(clients.length)} open={open} onToggle={() => setOpen(!open)}>
        <ul className="mt-2 columns-[11rem] gap-x-4 pl-5">
          {clients.map((client) => (
            <li key={client.id} className="flex break-inside-avoid items-center gap-2 py-1">
              <ClientMark client={client} />
              {client.name}
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}

function ClientBlock({ client }: { readonly client: ClientView }) {
  const { snapshot } = useApp();
  const files = snapshot.files.filter((file) => file.client === client.id);
  const servers = snapshot.entries.filter((entry) => entry.client === client.id).length;
  const state = client.installed
    ? [client.version ?? COPY.clients.installed, COPY.clients.servers(servers)].join(' · ')
    : COPY.clients.notInstalled;
  return (
    <section aria-label={client.name} className="py-3">
      <div className="flex flex-wrap items-center gap-x-3 pb-1">
        <ClientMark client={client} />
        <h2 className="font-semibold">{client.name}</h2>
        <span className="text-sm text-muted">{state}</span>
      </div>
      {files.length === 0 ? (
        <p className="pl-8 text-sm text-muted">{COPY.clients.noFiles}</p>
      ) : (
        <ul className="pl-8">
          {files.map((file) => (
            <FileRow key={`${file.path} ${file.scope} ${file.project ?? ''}`} file={file} />
          ))}
        </ul>
      )}
      {client.restart === null && client.reload !== null && (
        <p className="pl-8 text-sm text-muted">
          {COPY.clients.reload} {client.reload}
        </p>
      )}
      <div className="pl-8">
        <RestartNote client={client} />
      </div>
    </section>
  );
}

const FILE_SHAPES = {
  ok: 'fine',
  missing: 'disabled',
  invalid: 'broken',
  unreadable: 'broken',
  unread: 'unknown',
} as const satisfies Record<ConfigFileView['state'], Shape>;

function FileRow({ file }: { readonly file: ConfigFileView }) {
  const { snapshot, commands } = useApp();
  const { problem } = file;
  const path = shortPath(file.path, snapshot.host.home);
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)_auto_1.75rem] items-start gap-x-2 py-0.5 max-rail:grid-cols-[1rem_minmax(0,1fr)_1.75rem]">
      <span className="pt-0.5">
        <ShapeIcon shape={FILE_SHAPES[file.state]} />
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="block font-mono text-sm">
          <PathText path={path} />
        </span>
        {problem !== null && (
          <span className="block text-sm">
            {problem.line === null ? '' : `${COPY.clients.place(problem.line, problem.column)}: `}
            {problem.message} {problem.next}
          </span>
        )}
        {file.ignoredByClient !== null && (
          <span className="block text-sm text-muted">{file.ignoredByClient}</span>
        )}
      </span>
      <span className="text-sm text-muted max-rail:col-start-2 rail:text-right">
        {file.project === null ? SCOPE_WORDS[file.scope] : folderName(file.project)}
        {' · '}
        {COPY.clients.fileStates[file.state]}
      </span>
      {file.state !== 'missing' && (
        <Button
          look="bare"
          size="icon"
          aria-label={COPY.clients.reveal(path)}
          title={COPY.clients.reveal(path)}
          className="-my-1 max-rail:col-start-3 max-rail:row-start-1"
          onClick={() => commands.revealFile(file.path)}
        >
          <FolderOpen className="size-4" aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}

function Projects() {
  const { snapshot, commands } = useApp();
  return (
    <section aria-labelledby="projects" className="mt-10">
      <h2 id="projects" className="font-semibold">
        {COPY.clients.projects}
      </h2>
      <p className="mt-1 mb-3 max-w-[70ch] text-muted">{COPY.clients.projectsText}</p>
      <div className="mb-3 max-w-xl">
        <ProjectAdder />
      </div>
      {snapshot.projects.length === 0 ? (
        <p className="text-sm text-muted">{COPY.clients.noProjects}</p>
      ) : (
        <ul className="border-t border-hairline">
          {snapshot.projects.map(({ path, source }) => (
            <li key={path} className="flex min-h-9 items-center gap-3 border-b border-hairline py-1">
              <span className="min-w-0 flex-1 font-mono text-sm [overflow-wrap:anywhere]">
                <PathText path={shortPath(path, snapshot.host.home)} />
              </span>
              <span className="text-sm text-muted">
                {source === 'added' ? COPY.clients.added : COPY.clients.fromClient}
              </span>
              <span className="w-7">
                {source === 'added' && (
                  <Button
                    look="bare"
                    size="icon"
                    aria-label={COPY.clients.removeProject(path)}
                    onClick={() => commands.removeProject(path)}
                  >
                    <X className="size-4" aria-hidden="true" />
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
