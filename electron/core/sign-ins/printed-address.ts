import { stripVTControlCharacters } from 'node:util';

/** What a program prints before its address is never longer. */
const MOST = 64 * 1024;
const ADDRESS = /https?:\/\/[^\s"'<>]{1,8000}(?=\s)/g;
/** Parameters of an authorization request (RFC 6749 section 4.1.1, RFC 7636): no page of help has them. */
const SIGNS = /[?&](?:response_type|code_challenge|client_id)=/;

/**
 * Finds the address of a sign-in page in what a client's own command prints, for a machine where that command cannot
 * open it. Told once, whole; https, or http on this computer.
 */
export function watchForAddress(onAddress: (url: string) => void): (chunk: string) => void {
  let text = '';
  let told = false;
  return (chunk) => {
    if (told) return;
    text = (text + chunk).slice(-MOST);
    for (const [url] of stripVTControlCharacters(text).matchAll(ADDRESS)) {
      if (!SIGNS.test(url) || !isSafe(url)) continue;
      told = true;
      text = '';
      onAddress(url);
      return;
    }
  };
}

function isSafe(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
