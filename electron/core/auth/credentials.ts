import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { isDamaged } from '../secrets/chunked-store.ts';
import type { SecretStore } from '../secrets/secret-store.ts';

/** What an issuer knows us by (RFC 7591). Bound to that issuer alone (SEP-2352). */
export const registrationSchema = z.object({
  issuer: z.string(),
  /** Entered by the person, the address of our metadata document, or handed out by the service. */
  source: z.enum(['given', 'document', 'dynamic']).default('dynamic'),
  clientId: z.string().min(1),
  clientSecret: z.string().nullable(),
  privateKey: z
    .object({ pem: z.string(), algorithm: z.enum(['ES256', 'RS256']) })
    .nullable()
    .default(null),
  authMethod: z.enum(['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt']),
  /** Empty where the redirect address is not part of the registration we hold. */
  redirectUri: z.string(),
  /** Servers the person has entered it for. */
  servers: z.array(z.string()).default([]),
  /** RFC 7592, where offered: lets us delete the registration when the last sign-in ends. */
  management: z.object({ url: z.string(), accessToken: z.string() }).nullable(),
});
export type ClientRegistration = z.infer<typeof registrationSchema>;

/** One sign-in, complete in one keychain item. Times are epoch milliseconds. */
export const credentialSchema = z.object({
  v: z.literal(1),
  resource: z.string(),
  issuer: z.string(),
  /** Canonical addresses this sign-in was made for. */
  servers: z.array(z.string()).min(1),
  registration: registrationSchema,
  /** How the tokens were obtained; `client_credentials` are renewed by asking again. */
  grant: z.enum(['authorization_code', 'device_code', 'client_credentials']).default('authorization_code'),
  tokenEndpoint: z.string(),
  revocationEndpoint: z.string().nullable(),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAt: z.number().nullable(),
  obtainedAt: z.number(),
  oauthScopes: z.array(z.string()),
  requestedScopes: z.array(z.string()),
  /**
   * When a renewal was asked for whose answer is not stored yet. Left behind, it says that the answer was lost:
   * a service that takes a refresh token only once has then ended the sign-in without anybody's doing.
   */
  renewing: z.number().nullable().default(null),
  /** Set when the service has ended this sign-in for good. */
  ended: z
    .object({ at: z.number(), reason: z.enum(['invalid-grant', 'unknown-client', 'answer-lost']) })
    .nullable(),
});
export type Credential = z.infer<typeof credentialSchema>;

export interface Credentials {
  /** All sign-ins, newest first; from memory while it is younger than `maxAge` milliseconds. */
  all(maxAge: number): Promise<Result<readonly Credential[]>>;
  /** Read from the keychain now. */
  read(key: Pick<Credential, 'resource' | 'issuer'>): Promise<Result<Credential | null>>;
  save(credential: Credential): Promise<Result<null>>;
  remove(credential: Credential): Promise<Result<boolean>>;
  registration(issuer: string, use?: RegistrationUse): Promise<Result<ClientRegistration | null>>;
  /** All that the keychain holds, of every issuer. */
  registrations(): Promise<Result<readonly ClientRegistration[]>>;
  saveRegistration(registration: ClientRegistration, use?: RegistrationUse): Promise<Result<null>>;
  removeRegistration(issuer: string, use?: RegistrationUse): Promise<Result<boolean>>;
  forgetMemory(): void;
}

/** Windows allows 513 characters for an item's user name; longer names are shortened to their hash. */
export function itemAccount(first: string, issuer: string): string {
  const plain = `${first}|${issuer}`;
  return plain.length <= 400 ? plain : `sha256|${createHash('sha256').update(plain).digest('hex')}`;
}

export const credentialAccount = (key: Pick<Credential, 'resource' | 'issuer'>) =>
  itemAccount(key.resource, key.issuer);

const REGISTRATION = 'registration';

/** Services that register apps themselves often allow a grant only where the registration names it. */
export type RegistrationUse = 'browser' | 'device';

const registrationAccount = (issuer: string, use: RegistrationUse = 'browser') =>
  itemAccount(use === 'browser' ? REGISTRATION : `${REGISTRATION}|${use}`, issuer);

/** After the keychain refused, a background read does not ask again (and raise a dialog) for 5 minutes. */
const FAILURE_AGE = 5 * 60_000;

export function createCredentials(secrets: SecretStore, now: () => number): Credentials {
  let known: { at: number; values: Map<string, Credential> } | null = null;
  let failed: { at: number; error: AppError } | null = null;
  let loading: Promise<Result<readonly Credential[]>> | null = null;

  const newestFirst = (values: Iterable<Credential>) =>
    [...values].toSorted((a, b) => b.obtainedAt - a.obtainedAt);

  async function readItem<T>(account: string, schema: z.ZodType<T>): Promise<Result<T | null>> {
    const text = await secrets.get(account);
    if (!text.ok) return isDamaged(text.error) ? ok(null) : text;
    if (text.value === null) return ok(null);
    return ok(parse(text.value, schema));
  }

  async function load(): Promise<Result<readonly Credential[]>> {
    const accounts = await secrets.accounts();
    if (!accounts.ok) return accounts;
    const values = new Map<string, Credential>();
    for (const account of accounts.value.filter((name) => !name.startsWith(`${REGISTRATION}|`))) {
      const credential = await readItem(account, credentialSchema);
      if (!credential.ok) return credential;
      if (credential.value) values.set(credentialAccount(credential.value), credential.value);
    }
    known = { at: now(), values };
    return ok(newestFirst(values.values()));
  }

  return {
    async all(maxAge) {
      if (known && now() - known.at <= maxAge) return ok(newestFirst(known.values.values()));
      if (failed && maxAge > 0 && now() - failed.at <= FAILURE_AGE) return { ok: false, error: failed.error };
      loading ??= load().finally(() => {
        loading = null;
      });
      const loaded = await loading;
      failed = loaded.ok ? null : { at: now(), error: loaded.error };
      return loaded;
    },
    async read(key) {
      const credential = await readItem(credentialAccount(key), credentialSchema);
      if (credential.ok) {
        if (credential.value) known?.values.set(credentialAccount(key), credential.value);
        else known?.values.delete(credentialAccount(key));
      }
      return credential;
    },
    async save(credential) {
      const written = await secrets.set(credentialAccount(credential), JSON.stringify(credential));
      if (written.ok) known?.values.set(credentialAccount(credential), credential);
      return written;
    },
    async remove(credential) {
      const removed = await secrets.delete(credentialAccount(credential));
      if (removed.ok) known?.values.delete(credentialAccount(credential));
      return removed;
    },
    registration: (issuer, use) => readItem(registrationAccount(issuer, use), registrationSchema),
    async registrations() {
      const accounts = await secrets.accounts();
      if (!accounts.ok) return accounts;
      const found: ClientRegistration[] = [];
      for (const account of accounts.value.filter((name) => /^(registration|sha256)\|/.test(name))) {
        const registration = await readItem(account, registrationSchema);
        if (!registration.ok) return registration;
        if (registration.value) found.push(registration.value);
      }
      return ok(found);
    },
    saveRegistration: (registration, use) =>
      secrets.set(registrationAccount(registration.issuer, use), JSON.stringify(registration)),
    removeRegistration: (issuer, use) => secrets.delete(registrationAccount(issuer, use)),
    forgetMemory() {
      known = null;
      failed = null;
    },
  };
}

/** An item of another version or a damaged one counts as absent: signing in again replaces it. */
function parse<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Whether new tokens can be had without a person. */
export function isRenewable({ refreshToken, grant, ended }: Credential): boolean {
  return refreshToken !== null || (grant === 'client_credentials' && ended === null);
}

/** The newest sign-in made for a server. */
export function credentialFor(all: readonly Credential[], server: string): Credential | null {
  return all.find(({ servers }) => servers.includes(server)) ?? null;
}
