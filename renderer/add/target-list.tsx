import { useId, useState } from 'react';
import type { ChangePreview } from '../../shared/actions.ts';
import type { ConfigScope, Transport } from '../../shared/domain.ts';
import { shortPath } from '../../shared/selectors.ts';
import type { ClientView } from '../../shared/snapshot.ts';
import { Button } from '../components/button.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { INPUT } from '../components/field.tsx';
import { ProjectAdder } from '../components/project-adder.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY, SCOPE_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { knownClients } from '../known-clients.ts';
import { needsBridge, scopesOf, targetFile } from './targets.ts';
import type { TargetChoice, TargetChoices } from './targets.ts';

interface TargetListProps {
  readonly servers: readonly { readonly transport: Transport }[];
  readonly choices: TargetChoices;
  readonly refused: ChangePreview['refused'];
  readonly onChange: (client: string, change: Partial<TargetChoice>) => void;
}

/** Which clients get the servers, and where in each. */
export function TargetList({ servers, choices, refused, onChange }: TargetListProps) {
  const { snapshot } = useApp();
  const [unfolded, setUnfolded] = useState(false);
  const known = knownClients(snapshot);
  const here = known.here.filter(isWritable);
  const others = known.others.filter(isWritable);
  // What is chosen (a pasted command may name any client) is never out of sight.
  const open = unfolded || others.some(({ id }) => choices[id]?.chosen === true);
  const rows = (clients: readonly ClientView[]) => (
    <ul className="flex flex-col gap-2">
      {clients.map((client) => {
        const choice = choices[client.id];
        return choice === undefined ? null : (
          <li key={client.id} className="rounded-lg border border-hairline px-3 py-2.5">
            <TargetRow
              client={client}
              choice={choice}
              servers={servers}
              refused={refused.filter(({ target }) => target.client === client.id)}
              onChange={(change) => {
                if (others.includes(client)) setUnfolded(true);
                onChange(client.id, change);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
  return (
    <div className="flex flex-col gap-2">
      {here.length >= MANY && (
        <Button
          size="small"
          className="self-start"
          disabled={here.every(({ id }) => choices[id]?.chosen !== true)}
          onClick={() => here.forEach(({ id }) => onChange(id, { chosen: false }))}
        >
          {COPY.add.chooseNone}
        </Button>
      )}
      {rows(here)}
      {others.length > 0 && (
        <div>
          <Disclosure
            label={COPY.add.otherClients(others.length)}
            open={open}
            onToggle={() => setUnfolded(!open)}
          >
            <div className="mt-1">{rows(others)}</div>
          </Disclosure>
        </div>
      )}
    </div>
  );
}

/** From this many on, taking each choice back one by one is a nuisance. */
const MANY = 5;

const isWritable = (client: ClientView) => scopesOf(client).length > 0;

interface TargetRowProps {
  readonly client: ClientView;
  readonly choice: TargetChoice;
  readonly servers: readonly { readonly transport: Transport }[];
  readonly refused: ChangePreview['refused'];
  readonly onChange: (change: Partial<TargetChoice>) => void;
}

function TargetRow({ client, choice, servers, refused, onChange }: TargetRowProps) {
  const { snapshot } = useApp();
  const id = useId();
  const scopes = scopesOf(client);
  const bridge = needsBridge(client, servers);
  const project = choice.scope === 'user' ? null : choice.project;
  const file = targetFile(snapshot.files, { client: client.id, scope: choice.scope, project });
  const facts = [
    client.installed ? null : COPY.add.notInstalled,
    file === null ? null : shortPath(file, snapshot.host.home),
    client.reload,
  ].filter((fact) => fact !== null);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="flex min-w-0 flex-1 basis-56 items-start gap-2.5">
          <input
            id={id}
            type="checkbox"
            className="mt-0.5"
            checked={choice.chosen}
            onChange={(event) => onChange({ chosen: event.target.checked })}
          />
          <span className="min-w-0">
            <label htmlFor={id} className="block font-semibold">
              {client.name}
            </label>
            <span className="block text-sm text-muted [overflow-wrap:anywhere]">
              {bridge ? COPY.add.cannotLoad(client.name) : facts.join(' · ')}
            </span>
          </span>
        </span>
        {scopes.length > 1 && (
          <select
            aria-label={COPY.add.where(client.name)}
            value={choice.scope}
            onChange={(event) => onChange({ scope: event.target.value as ConfigScope, chosen: true })}
            className={`${INPUT} w-auto!`}
          >
            {scopes.map((scope) => (
              <option key={scope} value={scope}>
                {SCOPE_WORDS[scope]}
              </option>
            ))}
          </select>
        )}
      </div>
      {choice.chosen && choice.scope !== 'user' && (
        <div className="mt-2 flex flex-col gap-2 pl-6">
          <select
            aria-label={COPY.add.project(client.name)}
            value={choice.project ?? ''}
            onChange={(event) => onChange({ project: event.target.value || null })}
            className={INPUT}
          >
            <option value="">{COPY.add.chooseProject}</option>
            {snapshot.projects.map(({ path }) => (
              <option key={path} value={path}>
                {shortPath(path, snapshot.host.home)}
              </option>
            ))}
          </select>
          <ProjectAdder onAdded={(path) => onChange({ project: path })} />
        </div>
      )}
      {bridge && (
        <details className="mt-1 pl-6 text-sm" open={choice.chosen}>
          <summary className="text-accent">{COPY.add.twoWays}</summary>
          <ol className="mt-1 flex list-decimal flex-col gap-1 pl-5">
            <li>{COPY.add.wayConnector(client.name)}</li>
            <li>{COPY.add.wayBridge}</li>
          </ol>
        </details>
      )}
      {choice.chosen && refused.length > 0 && (
        <ul className="mt-2 flex flex-col gap-1 pl-6 text-sm" aria-live="polite">
          {refused.map(({ server, error }) => (
            <li key={`${server} ${error.message}`} className="flex gap-2 [overflow-wrap:anywhere]">
              <ShapeIcon shape="needs-you" />
              <span>
                {error.message} {error.next}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
