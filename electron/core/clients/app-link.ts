import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { ADAPTERS } from './registry.ts';

const LONGEST = 4096;
/** What may stand in an address after encoding: nothing that a shell, a quotation or `xdg-open` would read as its own. */
const PLAIN = /^[A-Za-z0-9\-._~:/?#@%&=+,;]+$/;

/** Schemes of the addresses that clients declare for themselves, and no others. */
export const APP_SCHEMES: ReadonlySet<string> = new Set(
  ADAPTERS.flatMap((adapter) =>
    (['linux', 'darwin', 'win32'] as const).flatMap((platform) => {
      const link = adapter.opens?.({ platform, file: '/x', line: null })?.link;
      return link === undefined ? [] : [new URL(link).protocol];
    }),
  ),
);

/** The address of an app's own scheme that may be handed to the system. InvalidRequest for every other. */
export function appLink(text: string): Result<string> {
  const url = text.length <= LONGEST && PLAIN.test(text) ? URL.parse(text) : null;
  const fits =
    url !== null &&
    APP_SCHEMES.has(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.port === '';
  if (fits) return ok(text);
  return fail('InvalidRequest', 'This address belongs to none of the apps that MCP Tray opens.', {
    next: 'Open the app yourself.',
  });
}
