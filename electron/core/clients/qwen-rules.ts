import { digest } from '../digest.ts';
import type { ConfigValue } from '../formats/types.ts';
import { isRecord } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { RawEntry } from './types.ts';

/** `*` stands for any text and `?` for one character; without them names are compared as they stand. */
export function qwenPattern(pattern: string, name: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === name;
  // Runs of stars are one star, and each is matched lazily from the left, as a hostile pattern must stay cheap.
  let [at, inPattern, star, after] = [0, 0, -1, 0];
  while (at < name.length) {
    const symbol = pattern[inPattern];
    if (symbol === '*') [star, after, inPattern] = [inPattern, at, inPattern + 1];
    else if (symbol === '?' || symbol === name[at]) [at, inPattern] = [at + 1, inPattern + 1];
    else if (star >= 0) [after, at, inPattern] = [after + 1, after + 1, star + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}

/** Fields that Qwen Code 0.24.4 leaves out of the hash because they change nothing. */
const COSMETIC = new Set(['scope', 'extensionName', 'description']);

/**
 * A decision holds only for the entry as it was then: any edit makes it pending again. With a reference to a
 * variable the hash is of the replaced text, which is not known here, so the decision is taken as it stands.
 */
export function qwenApproval(
  record: ConfigValue | undefined,
  entry: ConfigValue,
  shared: boolean,
): NonNullable<RawEntry['approval']> {
  if (!isRecord(record) || !isRecord(entry)) return 'pending';
  const replaced = !shared && JSON.stringify(entry).includes('$');
  if (!replaced && record['hash'] !== hashOf(shared ? asRead(entry) : entry)) return 'pending';
  return record['status'] === 'approved' || record['status'] === 'rejected' ? record['status'] : 'pending';
}

/** An entry of `.mcp.json` as Qwen Code turns it into its own spelling before it takes the hash. */
function asRead(entry: ConfigRecord): ConfigRecord {
  const { type, ...rest } = entry;
  const kept = type === undefined || type === 'sdk' ? entry : rest;
  if (entry['command'] || entry['httpUrl'] || entry['tcp']) return kept;
  if (typeof entry['url'] !== 'string') return entry;
  const { url, ...others } = kept;
  return type === 'http' ? { ...others, httpUrl: entry['url'] } : { ...others, url: url ?? '' };
}

function hashOf(entry: ConfigRecord): string {
  const counted = Object.fromEntries(Object.entries(entry).filter(([key]) => !COSMETIC.has(key)));
  return digest('sha256', JSON.stringify(sorted(counted)));
}

function sorted(value: ConfigValue): ConfigValue {
  if (Array.isArray(value)) return (value as readonly ConfigValue[]).map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}
