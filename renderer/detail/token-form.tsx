import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { Button } from '../components/button.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { Field, INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';

interface TokenFormProps {
  readonly busy: boolean;
  readonly onToken: (accessToken: string) => void;
}

/** A token from elsewhere, for one diagnosis. Read once, when it is sent: it is never in any state of the window. */
export function TokenForm({ busy, onToken }: TokenFormProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const formId = useId();
  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form).get('accessToken');
    const accessToken = typeof typed === 'string' ? typed.trim().replace(/^bearer\s+/i, '') : '';
    if (!/^[\x21-\x7e]{1,16384}$/.test(accessToken)) {
      setProblem(accessToken === '' ? COPY.detail.token.none : COPY.detail.token.unusable);
      form.querySelector('input')?.focus();
      return;
    }
    form.reset();
    setProblem(null);
    onToken(accessToken);
  }
  return (
    <Disclosure label={COPY.detail.token.title} open={open} onToggle={() => setOpen(!open)}>
      {/* With this method not even an accident puts the field into an address. */}
      <form id={formId} method="dialog" noValidate onSubmit={submit} className="mt-1 flex flex-col gap-2">
        <Field label={COPY.detail.token.field} problem={problem} hint={COPY.detail.token.hint}>
          {(control) => (
            <input
              {...control}
              name="accessToken"
              type="password"
              autoComplete="off"
              spellCheck={false}
              className={`${INPUT} font-mono text-sm`}
            />
          )}
        </Field>
        <div>
          <Button size="small" type="submit" disabled={busy}>
            {COPY.detail.token.submit}
          </Button>
        </div>
      </form>
    </Disclosure>
  );
}
