#!/usr/bin/env node
/**
 * What a person's browser does in a sign-in, without a window: follow redirects, keep cookies, end at the
 * app's loopback listener. As a program it suits `$BROWSER`: `fake-browser.ts URL`.
 */
export async function followLogin(
  url: string,
  { maxRedirects = 15, timeoutMs = 15_000 } = {},
): Promise<Page> {
  return browse(url, null, new Map(), { maxRedirects, signal: AbortSignal.timeout(timeoutMs) });
}

/** Enters the code of a device flow (RFC 8628 section 3.3) on oidc-provider's page, and says yes or no there. */
export async function enterDeviceCode(
  verificationUri: string,
  userCode: string,
  { answer = 'confirm' }: { answer?: 'confirm' | 'abort' } = {},
): Promise<Page> {
  const cookies: Cookies = new Map();
  const options = { maxRedirects: 15, signal: AbortSignal.timeout(15_000) };
  const page = await browse(verificationUri, null, cookies, options);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const form = new URLSearchParams({ xsrf, user_code: userCode, [answer]: 'yes' });
  return browse(verificationUri, form, cookies, options);
}

interface Page {
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

type Cookies = Map<string, Map<string, string>>;

async function browse(
  url: string,
  form: URLSearchParams | null,
  jars: Cookies,
  { maxRedirects, signal }: { maxRedirects: number; signal: AbortSignal },
): Promise<Page> {
  let current = url;
  for (let step = 0; step <= maxRedirects; step++) {
    // Cookies know hosts, not ports (RFC 6265 section 8.5).
    const { hostname } = new URL(current);
    const jar = jars.get(hostname) ?? new Map<string, string>();
    jars.set(hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(current, {
      ...(form !== null && step === 0 ? { method: 'POST', body: form } : {}),
      redirect: 'manual',
      headers: cookie === '' ? {} : { cookie },
      signal,
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url: current, status: response.status, body: await response.text() };
    await response.body?.cancel();
    current = new URL(location, current).href;
  }
  throw new Error(`More than ${maxRedirects} redirects`);
}

if (import.meta.main) {
  const page = await followLogin(process.argv[2] ?? '');
  process.exitCode = page.status < 400 ? 0 : 1;
}
