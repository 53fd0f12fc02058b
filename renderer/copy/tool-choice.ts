import { plural } from './words.ts';

export const TOOL_CHOICE = {
  choose: 'Choose tools…',
  chooseIn: (client: string) => `Choose tools in ${client}…`,
  title: (server: string, client: string) => `Tools of ${server} in ${client}`,
  listFirst: 'List the tools of this server first.',
  intro: (client: string, keys: string) =>
    `${client} offers the chosen tools; it reads them from ${keys} in its file.`,
  and: ' and ',
  onlyAsking: (client: string) =>
    `${client} has no list of tools to offer in its file, only one of tools that run without asking you.`,
  laterToo: 'Tools that the server adds later are offered too.',
  laterNot: 'Tools that the server adds later are not offered until they are chosen here.',
  all: 'Offer all, new ones too',
  only: 'Only the chosen ones',
  count: (client: string, offered: number, all: number) =>
    offered === all
      ? `${client} offers ${all === 1 ? 'its one tool' : `all ${all} tools`}`
      : `${client} offers ${offered} of ${plural(all, 'tool', 'tools')}`,
  noLists: (client: string) => `${client} has no list of tools in its file: it offers all of them`,
  notOffered: (client: string) => `not offered in ${client}`,
  withoutAsking: 'runs without asking',
  withoutAskingOf: (tool: string, client: string) => `${client} runs ${tool} without asking`,
  unknown: (count: number) => `${plural(count, 'name', 'names')} unknown to the server`,
  unknownText: 'Misspelt, or no longer offered by the server: without effect until there is such a tool.',
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name} from the list`,
  previewEmpty: 'The exact change is shown as you choose.',
} as const;
