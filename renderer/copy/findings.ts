import type { EntryWarning, SecretWay } from '../../shared/domain.ts';

export const FINDINGS = {
  title: 'Worth knowing',
  severity: { high: 'Needs care:', medium: 'Take care:', low: 'Note:' } satisfies Record<
    EntryWarning['severity'],
    string
  >,
  takeOut: 'Take the secret out…',
  protect: 'Keep this file private…',
  inList: 'Others may read a secret of this server',
} as const;

export const FIX = {
  title: (name: string, client: string) => `Take secrets of ${name} out of ${client}’s file`,
  intro:
    'The values stay hidden from this window. Copy each one before you apply, and set it where it belongs.',
  include: (label: string) => `Replace ${label}`,
  way: 'What is written instead',
  ways: (client: string): Record<SecretWay, string> => ({
    ask: `${client} asks for it and keeps it safe`,
    reference: 'A variable',
    move: 'Off the command line; the value stays in this file',
  }),
  variable: 'Name of the variable',
  fixed: 'The client or the program has it by this name.',
  badName: 'Letters, digits and “_” only, and no digit first.',
  twice: 'Another value has this name.',
  copy: 'Copy the value',
  copyOf: (label: string) => `Copy the value: ${label}`,
  copied: 'Copied for one minute',
  noWay: (labels: readonly string[], client: string) =>
    `${client} offers no other place for ${labels.join(', ')}.`,
  line: 'To set it',
  none: 'Choose at least one secret.',
  submit: 'Take out',
  preview: 'Exact change',
} as const;

export const FORGET = {
  action: 'Forget the old value…',
  actionOf: (title: string) => `Forget the old value: ${title}`,
  title: 'Forget the old value?',
  text: 'MCP Tray keeps the old text of this change, secret included, so that it can be undone. Forgetting deletes it from the history and from every backup. The change stays, and can no longer be undone.',
  confirm: 'Forget',
} as const;
