import type { ConfigFormat } from '../../../shared/domain.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { CapturedMember } from '../formats/restore.ts';
import type { ConfigValue, KeyPath, TextEdit } from '../formats/types.ts';
import { createStateFile } from './state-file.ts';

/** An entry that was switched off by taking it out of its file, with all that is needed to put it back. */
export interface ParkedRecord {
  readonly id: string;
  readonly at: number;
  readonly client: string;
  readonly file: string;
  readonly format: ConfigFormat;
  readonly path: KeyPath;
  readonly entry: RawEntry;
  readonly value: ConfigValue;
  /** The member as it was written, for showing. */
  readonly source: string;
  readonly captured: CapturedMember;
  /** Turns the file with `afterHash` back into the one with `beforeHash`. */
  readonly inverse: readonly TextEdit[];
  readonly beforeHash: string;
  readonly afterHash: string;
}

/** Our store of parked entries (0600, shared by all our processes). Nothing in it comes back on its own. */
export interface Parking {
  list(): readonly ParkedRecord[];
  load(): Promise<void>;
  put(record: ParkedRecord): Promise<Result<null>>;
  drop(id: string): Promise<Result<null>>;
  readonly path: string;
  problems(): readonly string[];
}

export function createParking(options: { readonly stateDir: string }): Parking {
  const file = createStateFile<ParkedRecord>({
    stateDir: options.stateDir,
    name: 'parked',
    item: async () => (await import('./state-schemas.ts')).parkedSchema,
  });
  let records: readonly ParkedRecord[] = [];

  async function change(
    edit: (records: readonly ParkedRecord[]) => readonly ParkedRecord[],
  ): Promise<Result<null>> {
    const result = await file.update(edit);
    if (!result.ok) return result;
    records = result.value;
    return { ok: true, value: null };
  }

  return {
    path: file.path,
    list: () => records,
    problems: () => file.problems(),
    async load() {
      records = await file.read();
    },
    put: (record) => change((known) => [...known.filter((one) => one.id !== record.id), record]),
    drop: (id) => change((known) => known.filter((one) => one.id !== id)),
  };
}
