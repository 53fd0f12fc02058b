import { useState } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { Button } from './button.tsx';
import { Field, INPUT } from './field.tsx';

/** Adds a project folder: by the system's dialog in the desktop app, by its path in a browser. */
export function ProjectAdder({ onAdded }: { readonly onAdded?: (path: string) => void }) {
  const { snapshot, call } = useApp();
  const [path, setPath] = useState('');
  const [error, setError] = useState<AppError | null>(null);
  const typed = path.trim();

  async function add(folder: string): Promise<void> {
    const answer = await call('project:add', { path: folder });
    setError(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setPath('');
    onAdded?.(folder);
  }

  async function choose(): Promise<void> {
    const answer = await call('project:choose', null);
    if (!answer.ok) setError(answer.error);
    else if (answer.value !== null) await add(answer.value);
  }

  if (snapshot.host.kind === 'desktop') {
    return (
      <div>
        <Button size="small" onClick={() => void choose()}>
          {COPY.clients.chooseProject}
        </Button>
        {error !== null && (
          <p className="mt-1 text-sm text-broken">
            {error.message} {error.next}
          </p>
        )}
      </div>
    );
  }
  return (
    <Field label={COPY.clients.path} problem={error === null ? null : `${error.message} ${error.next}`}>
      {(control) => (
        <span className="flex gap-2">
          <input
            {...control}
            value={path}
            spellCheck={false}
            onChange={(event) => setPath(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && typed !== '') void add(typed);
            }}
            className={`${INPUT} font-mono`}
          />
          <Button disabled={typed === ''} onClick={() => void add(typed)}>
            {COPY.clients.addProject}
          </Button>
        </span>
      )}
    </Field>
  );
}
