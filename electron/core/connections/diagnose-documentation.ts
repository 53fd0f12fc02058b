import type { Stage } from './diagnose.ts';

const LONGEST = 2000;

/**
 * Pages that the server (`resource_documentation`, RFC 9728 section 2) and its sign-in service
 * (`service_documentation`, RFC 8414 section 2) name about themselves. What is no plain https address is left out.
 */
export function documentationStages(named: {
  readonly server: unknown;
  readonly service: unknown;
}): readonly Stage[] {
  const pages = [
    { whose: 'The server', link: pageOf(named.server) },
    { whose: 'Its sign-in service', link: pageOf(named.service) },
  ];
  return pages.flatMap(({ whose, link }): readonly Stage[] => {
    if (link === null) return [];
    const text = `${whose} names a page about itself: ${link}`;
    return [{ name: 'Documentation', state: 'info', text, next: null, link }];
  });
}

function pageOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST || !URL.canParse(value)) return null;
  const url = new URL(value);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : null;
}
