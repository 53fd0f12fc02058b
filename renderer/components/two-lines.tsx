import type { StateWords, Tone } from '../../shared/state-words.ts';

export const TONE_TEXT = {
  quiet: '',
  good: '',
  attention: 'text-attention font-medium',
  broken: 'text-broken font-medium',
} as const satisfies Record<Tone, string>;

/** A fact in its two reserved lines; the second stays empty rather than letting the first jump. */
export function TwoLines({ words }: { readonly words: StateWords | null }) {
  if (words === null) return null;
  return (
    <span className="block min-w-0">
      <span className={`lines-one block ${TONE_TEXT[words.tone]}`} title={words.title}>
        {words.title}
      </span>
      <span className="lines-one block h-[1.4em] text-sm text-muted" title={words.detail ?? undefined}>
        {words.detail}
      </span>
    </span>
  );
}
