import { recognise } from './recognise.ts';

/** Test support: the one server that a text holds. */
export function only(text: string) {
  const { servers } = recognise(text);
  const [found] = servers;
  if (found === undefined || servers.length > 1) throw new Error(`${servers.length} servers in ${text}`);
  return found;
}
