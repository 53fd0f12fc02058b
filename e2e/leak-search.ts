import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Page } from '@playwright/test';

/** A secret as it is, and as it looks inside JSON, in an address, in base64 wherever it begins, and in hex. */
function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // The ends depend on what stands beside it.
    const middle = text.slice(4, -4);
    return middle.length < 12 ? [] : [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const encoded = encodeURIComponent(secret);
  const plain = [secret, JSON.stringify(secret).slice(1, -1), encoded, encodeURIComponent(encoded)];
  return [...new Set([...plain, ...base64, bytes.toString('hex')])];
}

/** Which of the named secrets stand in a text, in whatever form. */
export function secretsIn(text: string, secrets: Iterable<string>): readonly string[] {
  return [...secrets].filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** Files below a folder that hold one of the secrets, relative to it. */
export async function filesWith(folder: string, secrets: Iterable<string>): Promise<readonly string[]> {
  const wanted = [...secrets];
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const found = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const text = await readFile(path, 'latin1').catch(() => '');
      return secretsIn(text, wanted).length > 0 ? [relative(folder, path)] : [];
    }),
  );
  return found.flat().toSorted();
}

const HELD = `(async () => JSON.stringify([
  [...document.querySelectorAll('input, textarea')].map(({ value }) => value),
  { ...localStorage }, { ...sessionStorage }, document.cookie, document.title, location.href, history.state,
  (await indexedDB.databases()).map(({ name }) => name),
  await caches.keys(),
]))()`;

/** All that a page holds: text, attributes, what is typed, title, address, and everything it has stored. */
export async function pageHolds(page: Page): Promise<string> {
  const held = await page.evaluate<string>(HELD);
  return `${await page.content()}\n${held}`;
}

/** Looks again and again at arguments and environments of the programs with this HOME; Linux has them in /proc. */
export function watchPrograms(
  home: string,
  secrets: () => Iterable<string>,
  isMeant: (commandLine: string) => boolean,
): () => Promise<readonly string[]> {
  const seen = new Set<string>();
  const watch = { going: process.platform === 'linux' };
  const look = async (id: string): Promise<void> => {
    const read = (name: string): Promise<string> => readFile(`/proc/${id}/${name}`, 'utf8').catch(() => '');
    const environment = await read('environ');
    if (!environment.includes(`HOME=${home}\0`)) return;
    const line = (await read('cmdline')).replaceAll('\0', ' ');
    if (isMeant(line)) return;
    for (const secret of secretsIn(`${line}\n${environment}`, secrets())) {
      seen.add(`${line.slice(0, 120)}: ${secret.slice(0, 12)}…`);
    }
  };
  const done = (async () => {
    while (watch.going) {
      const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      for (const id of ids) await look(id);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return async () => {
    watch.going = false;
    await done;
    return [...seen];
  };
}
