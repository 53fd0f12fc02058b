import type { ChangeAction, ChangePreview, ChangeReceipt } from '../../../shared/actions.ts';
import type { ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import type { Result } from '../../../shared/errors.ts';
import type { FormatNotes } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';

/** From this size on (bytes) a file would keep the window from answering while it is worked on: 16 ms, a frame. */
export const BIG_FILE_BYTES = 1_000_000;

/** What the second thread does; both directions are plain data. */
export interface BigFileJobs {
  /** What stands where in a file, or why it cannot be used. The bytes are shared, not copied. */
  note(job: {
    readonly bytes: SharedArrayBuffer;
    readonly format: ConfigFormat;
  }): Promise<FormatNotes | { readonly problem: ConfigProblem } | null>;
  preview(job: { readonly action: ChangeAction }): Promise<Result<ChangePreview>>;
  apply(job: {
    readonly action: ChangeAction;
    readonly base: Readonly<Record<string, string | null>> | null;
  }): Promise<Result<ChangeReceipt>>;
}

type JobOf<Kind extends keyof BigFileJobs> = Parameters<BigFileJobs[Kind]>[0] & { readonly kind: Kind };
export type BigFileJob = JobOf<'note'> | JobOf<'preview'> | JobOf<'apply'>;

export interface BigFileRequest {
  readonly id: number;
  readonly job: BigFileJob;
}

/** `failed` is the text of an error that nobody expected. */
export type BigFileAnswer = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly failed: string }
);

/** What the thread is started with. */
export interface BigFileSetting {
  readonly env: HostEnv;
  readonly extraProjects: readonly string[];
}
