/**
 * Sign-ins of Gemini CLI 0.61.0 and its fork Qwen Code 0.24.4: one array, an element per server name. Neither
 * keeps the issuer; both keep the token endpoint. An encrypted store, on request, is out of our reach. Neither locks
 * the file (their programs' text): Gemini CLI overwrites it where it lies, Qwen Code moves a new one into place.
 */
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath, jsonStore } from './json-store.ts';
import { fieldsOf, hasText, memberOf, secretOf, textOf, timeOf } from './record-fields.ts';
import type { OpenedRecord, SignInRecord, SignInStore } from './types.ts';

const FILE = 'mcp-oauth-tokens.json';

export const geminiSignIns: SignInStore = arrayStore({
  owner: 'gemini-cli',
  folder: (env) => hostPath(env, env.vars['GEMINI_CLI_HOME'] || env.home, '.gemini'),
  encryption: 'GEMINI_FORCE_ENCRYPTED_FILE_STORAGE',
});

export const qwenSignIns: SignInStore = arrayStore({
  owner: 'qwen-code',
  folder: (env) => env.vars['QWEN_HOME'] || hostPath(env, env.home, '.qwen'),
  encryption: 'QWEN_CODE_FORCE_ENCRYPTED_FILE_STORAGE',
});

function arrayStore(from: {
  owner: string;
  folder: (env: HostEnv) => string;
  encryption: string;
}): SignInStore {
  return jsonStore({
    owner: from.owner,
    forgetsProjects: true,
    hides: (env) => env.vars[from.encryption] === 'true',
    file: (env) => hostPath(env, from.folder(env), FILE),
    parse: (root) => parseGeminiRecords(from.owner, root),
    matches: serves,
    open: (root, key, { path }) => openRecord(root, key, path),
  });
}

/** Metadata of the elements. */
export function parseGeminiRecords(owner: string, root: unknown): readonly SignInRecord[] {
  if (!Array.isArray(root)) return [];
  return root.flatMap((element: unknown) => {
    const name = textOf(fieldsOf(element), 'serverName');
    if (name === null) return [];
    const token = memberOf(element, 'token');
    return [
      {
        owner,
        key: name,
        serverName: name,
        serverUrl: textOf(fieldsOf(element), 'mcpServerUrl'),
        issuer: null,
        expiresAt: timeOf(token, 'expiresAt'),
        hasAccessToken: hasText(token, 'accessToken'),
        refreshable: hasText(token, 'refreshToken'),
        rejectedAt: null,
      },
    ];
  });
}

/** Both look their tokens up by the server's name alone. */
function serves(record: SignInRecord, entry: RawEntry): boolean {
  return (entry.transport === 'http' || entry.transport === 'sse') && record.serverName === entry.name;
}

function openRecord(root: unknown, name: string, path: string): OpenedRecord | null {
  const find = (now: unknown) => {
    const at = Array.isArray(now)
      ? now.findIndex((element) => textOf(fieldsOf(element), 'serverName') === name)
      : -1;
    return at < 0 ? null : [at];
  };
  const at = find(root)?.[0];
  const element = Array.isArray(root) && at !== undefined ? fieldsOf(root[at]) : null;
  if (element === null) return null;
  const token = memberOf(element, 'token');
  const grant = {
    refreshToken: secretOf(token, 'refreshToken'),
    accessToken: secretOf(token, 'accessToken'),
    clientId: textOf(element, 'clientId'),
    clientSecret: null,
    issuer: null,
    tokenEndpoint: textOf(element, 'tokenUrl'),
  };
  return { grants: [grant], removal: [{ kind: 'json', path, find }] };
}
