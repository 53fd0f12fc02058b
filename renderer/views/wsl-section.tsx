import { useState } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Button } from '../components/button.tsx';
import { Field } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { useApp } from '../hooks/use-app.ts';

/** Windows: the Linux home folders whose clients are listed too. Nothing is there elsewhere. */
export function WslSection() {
  const { snapshot, call } = useApp();
  const homes = snapshot.host.wslHomes;
  const [text, setText] = useState(homes?.saved.join('\n') ?? '');
  const [error, setError] = useState<AppError | null>(null);
  if (homes === null) return null;
  const typed = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const words = COPY.settings.wsl;
  async function save(): Promise<void> {
    const answer = await call('wsl:set', { homes: typed });
    setError(answer.ok ? null : answer.error);
  }
  return (
    <Section level={2} title={words.title}>
      <div className="max-w-xl">
        <Field
          label={words.field}
          hint={homes.fixed ? words.fixed : words.hint}
          problem={error === null ? null : `${error.message} ${error.next}`}
        >
          {(control) => (
            <textarea
              {...control}
              rows={2}
              spellCheck={false}
              autoComplete="off"
              readOnly={homes.fixed}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="block w-full resize-y rounded-md border border-hairline bg-sunken px-2.5 py-1.5 font-mono text-sm aria-invalid:border-broken"
            />
          )}
        </Field>
        {!homes.fixed && (
          <div className="mt-2 flex flex-wrap items-center gap-2.5">
            <Button size="small" onClick={() => void save()}>
              {words.save}
            </Button>
            <span className="text-sm" aria-live="polite">
              {same(homes.saved, homes.active) ? '' : words.restart}
            </span>
          </div>
        )}
      </div>
    </Section>
  );
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.join('\n') === b.join('\n');
}
