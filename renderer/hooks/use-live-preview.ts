import { useCallback, useEffect, useState } from 'react';
import type { ChangeAction, ChangePreview } from '../../shared/actions.ts';
import type { AppError } from '../../shared/errors.ts';
import { useApp } from './use-app.ts';
import { useDebounced } from './use-debounced.ts';

export interface LivePreview {
  readonly preview: ChangePreview | null;
  readonly error: AppError | null;
  /** True while what is shown does not belong to what is chosen. */
  readonly stale: boolean;
  readonly reload: () => Promise<void>;
}

/** The preview of an action that is still being put together; null asks for nothing. The answer of an older question is dropped. */
export function useLivePreview(action: ChangeAction | null): LivePreview {
  const { call } = useApp();
  const asked = action === null ? '' : JSON.stringify(action);
  const quiet = useDebounced(asked, 200);
  const [answer, setAnswer] = useState<{
    for: string;
    preview: ChangePreview | null;
    error: AppError | null;
  }>({ for: '', preview: null, error: null });

  const load = useCallback(
    async (text: string) => {
      const result = await call('change:preview', { action: JSON.parse(text) as ChangeAction });
      return { for: text, preview: result.ok ? result.value : null, error: result.ok ? null : result.error };
    },
    [call],
  );

  useEffect(() => {
    let current = true;
    if (quiet === '') return undefined;
    void load(quiet).then((loaded) => {
      if (current) setAnswer(loaded);
    });
    return () => {
      current = false;
    };
  }, [load, quiet]);

  const reload = useCallback(async () => setAnswer(await load(asked)), [load, asked]);
  const fresh = asked !== '' && answer.for === asked;
  return {
    preview: asked === '' ? null : answer.preview,
    error: fresh ? answer.error : null,
    stale: !fresh,
    reload,
  };
}
