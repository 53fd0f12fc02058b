import { Field, INPUT } from '../components/field.tsx';

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly problem: string | undefined;
  readonly secret?: boolean;
  readonly firstFocus?: boolean;
}

/** A field that only the form reads: what is typed stays in the page's own control and goes with it. */
export function TextField({ name, label, problem, secret = false, firstFocus = false }: TextFieldProps) {
  return (
    <Field label={label} problem={problem ?? null}>
      {(control) => (
        <input
          {...control}
          name={name}
          type={secret ? 'password' : 'text'}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className={`${INPUT} font-mono text-sm`}
          {...(firstFocus ? { 'data-first-focus': '' } : {})}
        />
      )}
    </Field>
  );
}
