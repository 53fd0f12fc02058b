import { duration, plural } from './words.ts';

export const TOOLS = {
  title: 'Tools',
  list: 'List tools',
  listAgain: 'List again',
  listing: 'Connecting and listing…',
  listed: (count: number, ms: number) =>
    count === 0
      ? `The server offers no tools, after ${duration(ms)}. Its policy, or your permissions, may hide them.`
      : `${plural(count, 'tool', 'tools')}, after ${duration(ms)}. Choose one to call it.`,
  filter: 'Filter tools',
  noMatch: 'No tool matches. A server lists only what its policy and your permissions allow.',
  toTry: 'To try it out, these only read and need nothing:',
  more: (count: number) => `Show ${count} more ${count === 1 ? 'tool' : 'tools'}`,
  showMore: 'Show more',
  showLess: 'Show less',
  moreOf: (tool: string) => `Show more of ${tool}`,
  lessOf: (tool: string) => `Show less of ${tool}`,
  destructive: 'may take something away',
  readOnly: 'only reads, it says',
  schema: 'What it takes',
  schemaOf: (tool: string) => `What ${tool} takes`,
  arguments: 'Arguments, as a JSON object',
  notJson: 'This is not JSON yet. Names and texts stand in double quotes.',
  notObject: 'Arguments are one JSON object: {"name": value}.',
  inexact: (name: string) =>
    `The number ${name === '' ? '' : `at “${name}” `}cannot be sent exactly. Write it as text, if the tool takes that.`,
  call: 'Call tool',
  cancelCall: 'Cancel call',
  confirmTitle: (tool: string, server: string) => `Call ${tool} of ${server}?`,
  confirmText:
    'It may take something away for good. It is called once, with exactly the arguments above, and cannot be undone from here.',
  confirmTyped: (tool: string) => `To call it, type ${tool}`,
  confirm: 'Call it',
  answered: (ms: number, items: number | null) =>
    `Answered after ${duration(ms)}${items === null ? '' : ` · ${plural(items, 'item', 'items')}`}`,
  refused: (ms: number) => `Refused after ${duration(ms)}`,
  noText: 'It answered without text.',
  resultOf: (tool: string) => `Result of ${tool}`,
  copyResult: 'Copy result',
} as const;

export const START = {
  title: (count: number) => (count === 1 ? 'Start this program?' : `Start ${count} programs?`),
  text: 'A check starts the program on this computer, with your rights, asks which tools it has, and ends it again. This is all that will run:',
  confirm: 'Start and check',
  toolsText:
    'Listing starts the program on this computer, with your rights, asks which tools it has, and ends it again. Each call that you make afterwards starts it once more. This is all that will run:',
  toolsConfirm: 'Start and list tools',
  variables: (names: readonly string[]) => `with the variables ${names.join(', ')}`,
} as const;
