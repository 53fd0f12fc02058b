import type { RawEntry } from '../clients/types.ts';
import type { SecretPlace } from './secret-places.ts';

/** A secret taken off a command line: what is left of the arguments, and what the environment gets. */
export interface ArgumentMove {
  readonly args: readonly (string | null)[];
  /** Fixed where the arguments themselves name the variable; else the person may choose. */
  readonly fixedName: string | null;
  readonly value: string;
  /** The program is known to take it from there. */
  readonly certain: boolean;
  /** The arguments go on to hold `${NAME}`, which the program itself fills in. */
  readonly programFills: boolean;
}

/** Null where only the program's documentation can tell. `args` has null in the place of what goes. */
export function argumentMove(
  { command, args }: RawEntry,
  place: SecretPlace,
  name: string,
): ArgumentMove | null {
  const all = args ?? [];
  const { index, before, secret, after } = place;
  const previous = all[index - 1] ?? '';
  const program = (command ?? '').replace(/^.*[\\/]/, '').replace(/\.(?:exe|cmd)$/i, '');
  const replaced = (text: string | null): readonly (string | null)[] =>
    all.map((arg, at) => (at === index ? text : arg));
  const variable = /^(?:--env=)?([A-Za-z_]\w*)=$/.exec(before)?.[1];
  const isContainer = /^(?:docker|podman|nerdctl)$/.test(program);
  if (
    variable !== undefined &&
    isContainer &&
    (/^(?:-e|--env)$/.test(previous) || before.startsWith('--env='))
  ) {
    const left = before.startsWith('--env=') ? `--env=${variable}` : variable;
    return { args: replaced(left), fixedName: variable, value: secret, certain: true, programFills: false };
  }
  if (variable !== undefined && program === 'env') {
    return { args: replaced(null), fixedName: variable, value: secret, certain: true, programFills: false };
  }
  const header = /^([\w-]+):\s*(.*)$/.exec(before);
  if (header !== null) {
    const bridged = all.some((arg) => /^mcp-remote(?:@.*)?$/.test(arg)) && previous === '--header';
    if (!bridged) return null;
    return {
      args: replaced(`${header[1] ?? ''}:\${${name}}`),
      fixedName: null,
      value: `${header[2] ?? ''}${secret}`,
      certain: true,
      programFills: true,
    };
  }
  const isWhole = before === '' && after === '';
  const isFlag = /^--?[\w-]+=$/.test(before) && after === '';
  if (!isWhole && !isFlag) return null;
  const withFlag = isWhole && place.name !== '';
  const left = all.map((arg, at) => (at === index || (withFlag && at === index - 1) ? null : arg));
  return { args: left, fixedName: null, value: secret, certain: false, programFills: false };
}
