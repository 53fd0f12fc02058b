import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { TextField } from './text-field.tsx';
import { SIGN_IN_WAYS, signInOptionsOf } from './ways.ts';
import type { SignInWayName, TypedProblems } from './ways.ts';

interface OtherWaysDialogProps {
  readonly target: ServerRef;
  /** The person came for this field, so it has the focus instead of the choice. */
  readonly asksClientId: boolean;
}

/** How MCP Tray signs in where an address is not enough. */
export function OtherWaysDialog({ target, asksClientId }: OtherWaysDialogProps) {
  const { snapshot, dispatch } = useApp();
  const entry = snapshot.entries.find(({ ref }) => ref === target);
  const close = () => dispatch({ type: 'close-dialog' });
  if (entry?.can.ownSignIn === true) {
    return <OtherWaysForm entry={entry} asksClientId={asksClientId} onClose={close} />;
  }
  return (
    <Modal title={COPY.otherWays.title} onClose={close}>
      {COPY.otherWays.gone}
    </Modal>
  );
}

interface OtherWaysFormProps {
  readonly entry: ServerEntry;
  readonly asksClientId: boolean;
  readonly onClose: () => void;
}

/** Fields are read once, when they are sent: a secret is never in any state of the window. */
function OtherWaysForm({ entry, asksClientId, onClose }: OtherWaysFormProps) {
  const { commands, dispatch } = useApp();
  const formId = useId();
  const [way, setWay] = useState<SignInWayName>('clientId');
  const [problems, setProblems] = useState<TypedProblems>({});

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const typed = new FormData(form);
    const text = (name: string) => {
      const value = typed.get(name);
      return typeof value === 'string' ? value : '';
    };
    const read = signInOptionsOf(way, {
      clientId: text('clientId'),
      clientSecret: text('clientSecret'),
      tenant: text('tenant'),
    });
    if ('problems' in read) {
      setProblems(read.problems);
      const [first] = Object.keys(read.problems);
      form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    form.reset();
    onClose();
    commands.signIn(entry.ref, 'own', read.options);
    // The code is shown in the details of the server, wherever this was asked for.
    if (way === 'code') dispatch({ type: 'show-entry', ref: entry.ref });
  }

  const words = COPY.otherWays;
  return (
    <Modal
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{COPY.cancel}</Button>
          <Button look="primary" type="submit" form={formId}>
            {words.submit[way]}
          </Button>
        </>
      }
    >
      {/* With this method not even an accident puts the fields into an address. */}
      <form id={formId} method="dialog" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <fieldset className="flex flex-col gap-2.5">
          <legend className="mb-2 text-muted [overflow-wrap:anywhere]">{words.intro(entry.name)}</legend>
          {SIGN_IN_WAYS.map((name) => (
            <WayChoice
              key={name}
              name={name}
              checked={way === name}
              firstFocus={name === way && !asksClientId}
              onChoose={() => {
                setWay(name);
                setProblems({});
              }}
            />
          ))}
        </fieldset>
        {(way === 'clientId' || way === 'code') && (
          <TextField
            name="clientId"
            label={way === 'code' ? words.fields.optionalClientId : words.fields.clientId}
            problem={problems.clientId}
            firstFocus={asksClientId}
          />
        )}
        {(way === 'clientId' || way === 'code') && (
          <TextField
            name="clientSecret"
            secret
            label={words.fields.clientSecret}
            problem={problems.clientSecret}
          />
        )}
        {way === 'code' && <TextField name="tenant" label={words.fields.tenant} problem={problems.tenant} />}
        {way === 'clientId' && <p className="text-sm text-muted">{words.redirect}</p>}
      </form>
    </Modal>
  );
}

interface WayChoiceProps {
  readonly name: SignInWayName;
  readonly checked: boolean;
  readonly firstFocus: boolean;
  readonly onChoose: () => void;
}

function WayChoice({ name, checked, firstFocus, onChoose }: WayChoiceProps) {
  const id = useId();
  const [title, text] = COPY.otherWays.ways[name];
  return (
    <div className="flex items-start gap-2">
      <input
        id={id}
        type="radio"
        name="way"
        className="mt-1"
        checked={checked}
        aria-describedby={`${id}-text`}
        onChange={onChoose}
        {...(firstFocus ? { 'data-first-focus': '' } : {})}
      />
      <div className="min-w-0">
        <label htmlFor={id}>{title}</label>
        <p id={`${id}-text`} className="text-sm text-muted">
          {text}
        </p>
      </div>
    </div>
  );
}
